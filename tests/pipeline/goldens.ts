// What tools/reference.py wrote: pictures that the PyTorch modules drew step by step, and token ids.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inflateSync } from 'node:zlib'
import { toRequest } from '../../src/core/request/form-values'
import type { PictureRequest, Size } from '../../src/core/request/picture-request'
import { modelId } from './model-files'

const folder = join(import.meta.dirname, '..', 'golden', 'pipeline')

interface GoldenRequests {
  /** sha256 of each model file that the numbers belong to. */
  files: Record<string, string>
  requests: { name: string; request: GoldenRequest }[]
}

/** In words of its own. */
interface GoldenRequest { prompt: string; negativePrompt: string; sampler: string; schedule: string; steps: number; guidance: number; seed: number; rng: 'cpu' | 'nv'; width: number; height: number }

interface GoldenTokens {
  files: Record<string, string>
  /** Without padding. */
  captions: { text: string; ids: number[] }[]
}

const golden = readJson<GoldenRequests>('requests.json')
export const modelFiles = golden.files
export const requests = golden.requests.map(({ name, request }) => ({ name, request: requestOf(request) }))
export const { files: tokenizerFiles, captions } = readJson<GoldenTokens>('tokens.json')

/** The guided x̂0 of each step and last the finished latent, each [4,h,w] in model space. */
export function goldenFrames(name: string, { width, height }: Size): Float32Array[] {
  const bytes = readFileSync(join(folder, `${name}.f32`))
  const values = Float32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(i * 4))
  const length = (4 * width * height) / 64
  return Array.from({ length: values.length / length }, (_, i) => values.subarray(i * length, (i + 1) * length))
}

/** [height][width][3]. */
export function goldenRgb(name: string): Uint8Array {
  return inflateSync(readFileSync(join(folder, `${name}.rgb`)))
}

function requestOf({ negativePrompt: negative, seed, ...rest }: GoldenRequest): PictureRequest {
  return toRequest({ ...rest, negative, seed, model: modelId }, seed)
}

function readJson<T>(name: string): T {
  return JSON.parse(readFileSync(join(folder, name), 'utf8')) as T
}
