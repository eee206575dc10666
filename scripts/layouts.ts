// `npm run layouts -- FOLDER EXPECTED.json`: adds every model folder below FOLDER as a person would, makes every request of the
// file on the wasm backend, and holds the latents and pictures against it.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { EngineError } from '../src/core/engine-error'
import { schedulerClass } from '../src/core/families/configs'
import { detectModel } from '../workers/library/folder-model'
import type { FolderModel, ModelFolder } from '../workers/library/folder-model'
import { closePipeline } from '../workers/pipeline'
import type { Pipeline } from '../workers/pipeline'
import { textToImage } from '../workers/text-to-image'
import { requestOf } from './layout-requests'
import type { LayoutCase } from './layout-requests'
import { nodeFolder, openOnWasm } from './node-folder'

/** Absolute, of the latent after the last step. */
const latentTolerance = 1e-3
/** dB */
const psnrTolerance = 45

const [folder, expected] = process.argv.slice(2)
if (!folder || !expected || !existsSync(folder) || !existsSync(expected)) {
  console.error('npm run layouts -- FOLDER EXPECTED.json')
  process.exit(2)
}
process.exitCode = await run(folder, expected)

async function run(root: string, file: string): Promise<number> {
  const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: LayoutCase[] }
  const names = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory() || entry.isSymbolicLink()).map((entry) => entry.name)
  let passed = 0
  let failed = 0
  for (const name of new Set([...names, ...cases.map(({ model }) => model)])) {
    const own = cases.filter(({ model }) => model === name)
    const results = await runModel(join(root, name), own)
    for (const [i, { text, good }] of results.entries()) {
      const { sampler, steps, guidance, width, height, prompt } = own[i]!
      console.log(`  ${good ? 'passed' : 'FAILED'}  ${sampler}, ${steps} steps, guidance ${guidance}, ${width}x${height}, "${prompt}": ${text}`)
      if (good) passed++
      else failed++
    }
  }
  console.log(`${passed} passed, ${failed} failed`)
  return failed > 0 || passed === 0 ? 1 : 0
}

interface Result { text: string; good: boolean }

async function runModel(path: string, cases: LayoutCase[]): Promise<Result[]> {
  let pipeline: Pipeline<Float32Array> | null = null
  try {
    const source = nodeFolder(path)
    const found = await detectModel(source)
    console.log(describe(source, found))
    if (cases.length === 0) return []
    pipeline = await openOnWasm(found.manifest, found.manifest.precisions[0]!, source)
    const results: Result[] = []
    for (const wanted of cases) results.push(await runCase(pipeline, wanted).catch((error: unknown) => ({ text: sentence(error), good: false })))
    return results
  } catch (error) {
    console.log(`${path} could not be added: ${sentence(error)}`)
    return cases.map(() => ({ text: 'the model could not be added', good: false }))
  } finally {
    if (pipeline) await closePipeline(pipeline)
  }
}

function describe({ name, paths }: ModelFolder, { family, manifest, unused }: FolderModel): string {
  const { size, latent, scheduler, defaults, precisions } = manifest
  return `${name}: ${family}, ${size.width}x${size.height}, ${precisions.map(({ id }) => id).join(' ')}, VAE factor ${latent.scaling}, ${schedulerClass(scheduler)}, ${scheduler.prediction_type}, `
    + `${defaults.steps} steps at guidance ${defaults.guidance}; ${paths.length - unused.length} of ${paths.length} files used`
}

async function runCase(pipeline: Pipeline<Float32Array>, wanted: LayoutCase): Promise<Result> {
  const request = requestOf(wanted, pipeline.manifest.scheduler)
  const ids = [...pipeline.tokenizer.encode(request.prompt)]
  const wrongIds = (wanted.token_ids ?? []).filter((id, at) => ids[at] !== id).length
  const { frames, rgba } = await textToImage(pipeline, request, { onEvent() {}, checkpoint() {} })
  const latent = frames.at(-1)!
  const deviation = latent.length === wanted.final_latent.length ? latent.reduce((worst, value, i) => Math.max(worst, Math.abs(value - wanted.final_latent[i]!)), 0) : NaN
  const psnr = rgbPsnr(rgba, Buffer.from(wanted.rgb8_base64, 'base64'))
  const tokens = wrongIds > 0 ? `, ${wrongIds} token ids differ` : ''
  return { text: `latent ${deviation.toExponential(1)}, PSNR ${psnr.toFixed(1)} dB${tokens} (${request.schedule})`, good: deviation <= latentTolerance && psnr >= psnrTolerance && wrongIds === 0 }
}

/** Of RGBA bytes against RGB bytes; infinite when they are equal. */
function rgbPsnr(rgba: ArrayLike<number>, rgb: ArrayLike<number>): number {
  const pixels = rgb.length / 3
  if (rgba.length !== pixels * 4) return NaN
  let squares = 0
  for (let i = 0; i < pixels; i++) {
    for (let c = 0; c < 3; c++) squares += (rgba[i * 4 + c]! - rgb[i * 3 + c]!) ** 2
  }
  return 10 * Math.log10((255 * 255) / (squares / rgb.length))
}

function sentence(error: unknown): string {
  return error instanceof EngineError ? `${error.message} ${error.remedy}${error.detail ? ` (${error.detail})` : ''}` : String(error)
}
