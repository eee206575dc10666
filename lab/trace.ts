// npm run trace -- FILE.json [more files] [--gpu]: runs every case of trace files in the formats of tests/golden and prints, per
// case, the largest relative deviations from the reference. On the CPU algebra; with --gpu on the WGSL one, in Chromium.
// Exit status 1 when a case deviates by more than the tolerance, 2 for wrong arguments.
import { readFileSync } from 'node:fs'
import { cpuBackend } from '../tests/trace/backend'
import { TOLERANCE } from '../tests/trace/deviation'
import type { CaseResult } from '../tests/trace/deviation'
import { runFile } from '../tests/trace/run-cases'
import type { TraceFile } from '../tests/trace/run-cases'
import { GPU_TOLERANCE, runOnGpu } from './gpu-traces'

const args = process.argv.slice(2)
const gpu = args.includes('--gpu')
const paths = args.filter((argument) => !argument.startsWith('--'))
const unknown = args.find((argument) => argument.startsWith('--') && argument !== '--gpu')
if (paths.length === 0 || unknown) fail(unknown ? `unknown option ${unknown}` : 'npm run trace -- FILE.json [more files] [--gpu]')

const files = paths.map(readTraces)
const results = gpu ? await runOnGpu(files) : await Promise.all(files.map((file) => runFile(cpuBackend, file)))
for (const [index, path] of paths.entries()) {
  console.log(`${path}: largest relative deviations on the ${gpu ? 'GPU' : 'CPU'}, tolerance ${gpu ? GPU_TOLERANCE : TOLERANCE}`)
  console.log(`${'case'.padEnd(48)} ${'sampler'.padEnd(22)} timesteps   sigmas     sums    final`)
  for (const result of results[index]!) console.log(line(result))
}
const failed = results.flat().filter((result) => !result.passed).length
console.log(`${results.flat().length - failed} passed, ${failed} failed`)
if (failed > 0) process.exitCode = 1

function readTraces(path: string): TraceFile {
  try {
    const file = JSON.parse(readFileSync(path, 'utf8')) as TraceFile
    if (typeof file.cases === 'object') return file
  } catch (error) {
    return fail(`${path}: ${error instanceof Error ? error.message : String(error)}`)
  }
  return fail(`${path}: no trace file, it has no "cases"`)
}

function fail(message: string): never {
  console.error(message)
  process.exit(2)
}

function line(result: CaseResult): string {
  const numbers = [result.timesteps, result.sigmas, result.sums, result.final].map((value) => value.toExponential(1).padStart(8))
  const verdict = result.passed ? '' : `  FAILED${result.error ? ` (${result.error})` : ''}`
  return `${result.name.padEnd(48)} ${result.sampler.padEnd(22)} ${numbers.join(' ')}${verdict}`
}
