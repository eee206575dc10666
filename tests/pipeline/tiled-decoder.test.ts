import * as ort from 'onnxruntime-web/wasm'
import { expect, test } from 'vitest'
import type { ModelLatent } from '../../src/core/manifest'
import { fixture } from '../golden/onnx/fixtures'
import { readManifest, readModelFile } from './model-files'
import { cpuLatents } from '../../workers/latents/cpu-latents'
import { createSerialQueue } from '../../workers/ort/queue'
import type { GraphFiles } from '../../workers/ort/session'
import { openTiledDecoder } from '../../workers/stages/tiled-decoder'
import { openVaeDecoder } from '../../workers/stages/vae-decoder'

ort.env.wasm.numThreads = 1
const context = { ort, backend: 'wasm' as const, device: null, queue: createSerialQueue() }
const home = cpuLatents(ort)

/** Quiet on one side, loud and shifted on the other: tiles that only knew themselves would differ much. */
function unevenLatent(height: number, width: number): Float32Array {
  let state = 7
  const random = () => (state = (state * 1103515245 + 12345) % 2 ** 31) / 2 ** 31 - 0.5
  return Float32Array.from({ length: 4 * height * width }, (_, i) => {
    const across = (i % width) / width
    return random() * (0.3 + 3 * across) + Math.sin(i / width / 9) + across
  })
}

function psnr(a: Float32Array, b: Float32Array): number {
  let [squares, low, high] = [0, Infinity, -Infinity]
  for (const [i, value] of a.entries()) {
    squares += (value - b[i]!) ** 2
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  return 10 * Math.log10((high - low) ** 2 / (squares / a.length))
}

/** dB between the picture in tiles and the picture at once, and how often the runtime was called for the tiles. */
async function compare(files: GraphFiles, latent: ModelLatent, [height, width]: [number, number], core: number): Promise<{ db: number; calls: number }> {
  const x = unevenLatent(height, width)
  const whole = await openVaeDecoder(context, files, home, latent)
  let calls = 0
  const counting = { ...context, queue: <T>(work: () => Promise<T>) => (calls++, context.queue(work)) }
  const tiled = await openTiledDecoder(counting, files, home, latent, () => core)
  try {
    const expected = await whole.decode(x, height, width)
    calls = 0
    return { db: psnr(expected, await tiled.decode(x, height, width)), calls }
  } finally {
    await whole.release()
    await tiled.release()
  }
}

const pictograms = readManifest()

test.each(['decoder', 'decoder-18'])('%s, with a norm in every block and a middle that attends to everything: in tiles as at once, to 45 dB', { timeout: 120_000 }, async (name) => {
  const { db, calls } = await compare({ name, graph: fixture(name).file, externalData: [] }, { ...pictograms.latent, scaling: 1 }, [40, 48], 16)
  expect(db).toBeGreaterThan(45)
  // The middle, and three doublings of nine tiles each, again and again until their norms agree.
  expect(calls).toBe(1 + 3 * 9 * 6)
})

test('the decoder of Pictograms, which has no norms: the same picture, each tile once', { timeout: 120_000 }, async () => {
  const { graph, externalData } = pictograms.precisions.find(({ id }) => id === 'fp32')!.graphs.vaeDecoder
  const read = (path: string) => new Blob([readModelFile(pictograms, path)])
  const files = { name: graph, graph: read(graph), externalData: Object.entries(externalData).map(([path, file]) => ({ path, data: read(file) })) }
  const { db, calls } = await compare(files, pictograms.latent, [24, 32], 16)
  expect(db).toBeGreaterThan(90)
  expect(calls).toBe(1 + 2 * 4)
})

test('a picture of one tile is decoded once', { timeout: 120_000 }, async () => {
  const { db, calls } = await compare({ name: 'decoder', graph: fixture('decoder').file, externalData: [] }, { ...pictograms.latent, scaling: 1 }, [8, 8], 16)
  expect(db).toBeGreaterThan(90)
  expect(calls).toBe(1 + 3)
})
