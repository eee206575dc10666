// `npm run layouts -- FOLDER EXPECTED.json`: adds every model folder below FOLDER as a person would, makes every request of the
// file on the wasm backend, and holds the latents and pictures against it.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { schedulerClass } from '../src/core/families/configs'
import type { FolderModel } from '../workers/library/folder-model'
import type { ModelFolder } from '../workers/library/model-folder'
import type { LayoutCase } from './layouts/requests'
import { runLayout, sentence } from './layouts/run-layout'
import type { LayoutResult } from './layouts/run-layout'

const [folder, expected] = process.argv.slice(2)
if (!folder || !expected || !existsSync(folder) || !existsSync(expected)) {
  console.error('npm run layouts -- FOLDER EXPECTED.json')
  process.exit(2)
}
process.exitCode = await run(folder, expected)

async function run(root: string, file: string): Promise<number> {
  const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: LayoutCase[] }
  const folders = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory() || entry.isSymbolicLink()).map((entry) => entry.name)
  let passed = 0
  let failed = 0
  for (const name of new Set([...folders, ...cases.map(({ model }) => model)])) {
    const own = cases.filter(({ model }) => model === name)
    const results = await runLayout(join(root, name), own, (source, found) => console.log(describeModel(source, found))).catch((error: unknown) => {
      console.log(`${name} could not be added: ${sentence(error)}`)
      return []
    })
    for (const [i, result] of results.entries()) {
      console.log(`  ${result.good ? 'passed' : 'FAILED'}  ${describeCase(own[i]!)}: ${describeResult(result)}`)
      if (result.good) passed++
      else failed++
    }
  }
  console.log(`${passed} passed, ${failed} failed`)
  return failed > 0 || passed === 0 ? 1 : 0
}

function describeModel({ name, files }: ModelFolder, { family, manifest, unused }: FolderModel): string {
  const { size, latent, scheduler, defaults, precisions } = manifest
  return `${name}: ${family}, ${size.width}x${size.height}, ${precisions.map(({ id }) => id).join(' ')}, VAE factor ${latent.scaling}, ${schedulerClass(scheduler)}, ${scheduler.prediction_type}, `
    + `${defaults.steps} steps at guidance ${defaults.guidance}; ${files().length - unused.length} of ${files().length} files used`
}

function describeCase({ model, sampler, steps, guidance, width, height, prompt }: LayoutCase): string {
  return `${model}, ${sampler}, ${steps} steps, guidance ${guidance}, ${width}x${height}, "${prompt}"`
}

function describeResult({ deviation, psnr, wrongTokens, note }: LayoutResult): string {
  if (Number.isNaN(deviation)) return note
  return `latent ${deviation.toExponential(1)}, PSNR ${psnr.toFixed(1)} dB${wrongTokens > 0 ? `, ${wrongTokens} token ids differ` : ''} (${note})`
}
