// One model folder and its cases: added as a person would, run on wasm, held against what is expected.
import { EngineError } from '../../src/core/errors/engine-error'
import { sayError } from '../../src/core/errors/say-error'
import { en } from '../../src/core/errors/words.en'
import { choosePrecision } from '../../src/core/precision'
import { detectModel } from '../../workers/library/folder-model'
import type { FolderModel } from '../../workers/library/folder-model'
import type { ModelFolder } from '../../workers/library/model-folder'
import type { OpenedPipeline } from '../../workers/model/pipeline'
import { develop } from '../../workers/run/develop'
import { requestOf } from './requests'
import type { LayoutCase } from './requests'
import { nodeFolder, openOnWasm } from './node-folder'
import { rgbPsnr } from '../rgb-psnr'

/** Absolute, of the latent after the last step. */
const latentTolerance = 1e-3
/** dB */
const psnrTolerance = 45

export interface LayoutResult {
  /** Largest absolute deviation of the latent; NaN when it has another size or there is none. */
  deviation: number
  psnr: number
  wrongTokens: number
  /** Which reading of the sampler's name fitted the timesteps; or why there is no picture. */
  note: string
  good: boolean
}

/** `onAdded` hears what was found; a folder that is no model fails all its cases and tells why; it throws when there are none. */
export async function runLayout(path: string, cases: readonly LayoutCase[], onAdded: (source: ModelFolder, found: FolderModel) => void = () => {}): Promise<LayoutResult[]> {
  let pipeline: OpenedPipeline<Float32Array> | null = null
  try {
    const source = nodeFolder(path)
    const found = await detectModel(source)
    onAdded(source, found)
    if (cases.length === 0) return []
    const { precision } = choosePrecision(found.manifest, { backend: 'wasm', shaderF16: false }, null)!
    pipeline = await openOnWasm(found.manifest, precision, source)
    const results: LayoutResult[] = []
    for (const wanted of cases) results.push(await runCase(pipeline, wanted).catch(failure))
    return results
  } catch (error) {
    if (cases.length === 0) throw error
    return cases.map(() => failure(error))
  } finally {
    await pipeline?.close()
  }
}

async function runCase(pipeline: OpenedPipeline<Float32Array>, wanted: LayoutCase): Promise<LayoutResult> {
  const request = requestOf(wanted, pipeline.manifest.scheduler)
  const ids = [...pipeline.tokenizer.encode(request.prompt.positive)]
  const wrongTokens = (wanted.token_ids ?? []).filter((id, at) => ids[at] !== id).length
  const { frames, rgba } = await develop(pipeline, request, { preview: 'none', keepSteps: true }, { onEvent() {}, checkpoint() {} })
  const latent = frames.at(-1)!
  const deviation = latent.length === wanted.final_latent.length ? latent.reduce((worst, value, i) => Math.max(worst, Math.abs(value - wanted.final_latent[i]!)), 0) : NaN
  const psnr = rgbPsnr(rgba, Buffer.from(wanted.rgb8_base64, 'base64'))
  return { deviation, psnr, wrongTokens, note: request.sampling.schedule, good: deviation <= latentTolerance && psnr >= psnrTolerance && wrongTokens === 0 }
}

function failure(error: unknown): LayoutResult {
  return { deviation: NaN, psnr: NaN, wrongTokens: 0, note: sentence(error), good: false }
}

export function sentence(error: unknown): string {
  if (!(error instanceof EngineError)) return String(error)
  const { message, remedy } = sayError(error, en)
  return `${message} ${remedy}${error.detail ? ` (${error.detail})` : ''}`
}
