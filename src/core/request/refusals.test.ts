import { expect, test } from 'vitest'
import type { PictureRequest } from './picture-request'
import { refuseUnbuilt } from './refusals'
import { toRequest } from './form-values'
import { base } from './test-values'

const image = { sha256: 'a'.repeat(64), width: 8, height: 8 }
const plain = toRequest(base, 1)

test('what this build can do passes', () => {
  expect(() => refuseUnbuilt({ ...plain, prompt: { ...plain.prompt, clipSkip: 1 } })).not.toThrow()
})

test.each<[string, Partial<PictureRequest>]>([
  ['a picture', { source: { kind: 'picture', image, strength: 0.5, fit: 'crop' } }],
  ['inpainting', { source: { kind: 'inpaint', image, mask: image, strength: 0.5, fit: 'crop', blur: { x: 4, y: 4 }, fill: 'original' } }],
  ['a step', { source: { kind: 'latent', job: 'x', step: 3 } }],
  ['a LoRA', { adapters: [{ kind: 'lora', id: 'x', weight: 1 }] }],
  ['a control', { controls: [{ model: 'x', image, weight: 1, from: 0, to: 1 }] }],
  ['a pass', { passes: [{ kind: 'upscale', by: 'x', to: { scale: 2 } }] }],
  ['windows', { windows: { side: 512, overlap: 64 } }],
  ['the noise of a batch', { seed: { ...plain.seed, batch: { index: 0, count: 2 } } }],
  ['seamless edges', { seamless: 'x' }],
  ['clip skip', { prompt: { positive: '', negative: '', clipSkip: 2 } }],
])('%s is refused by name', (_, part) => {
  expect(() => refuseUnbuilt({ ...plain, ...part })).toThrow(expect.objectContaining({ code: 'bad-request' }))
})
