// npm run trace -- FILE.json [more files]: runs every case of trace files in the formats of tests/golden and prints, per case,
// the largest relative deviations from the reference. Exit status 1 when a case deviates by more than 2e-5.
import { readFileSync } from 'node:fs'
import { cpuBackend } from '../tests/trace/backend'
import { TOLERANCE } from '../tests/trace/deviation'
import type { CaseResult } from '../tests/trace/deviation'
import { runFile } from '../tests/trace/run-cases'
import type { TraceFile } from '../tests/trace/run-cases'

const args = process.argv.slice(2)
const files = args.filter((argument) => !argument.startsWith('--'))
if (files.length === 0) {
  console.error('npm run trace -- FILE.json [more files]')
  process.exit(2)
}

let passed = 0
let failed = 0
for (const path of files) {
  const file = JSON.parse(readFileSync(path, 'utf8')) as TraceFile
  console.log(`${path}: largest relative deviations on the CPU, tolerance ${TOLERANCE}`)
  console.log(`${'case'.padEnd(48)} ${'sampler'.padEnd(22)} timesteps   sigmas     sums    final`)
  for (const result of await runFile(cpuBackend, file)) {
    console.log(line(result))
    if (result.passed) passed++
    else failed++
  }
}
console.log(`${passed} passed, ${failed} failed`)
if (failed > 0) process.exitCode = 1

function line(result: CaseResult): string {
  const numbers = [result.timesteps, result.sigmas, result.sums, result.final].map((value) => value.toExponential(1).padStart(8))
  const verdict = result.passed ? '' : `  FAILED${result.error ? ` (${result.error})` : ''}`
  return `${result.name.padEnd(48)} ${result.sampler.padEnd(22)} ${numbers.join(' ')}${verdict}`
}
