import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { checkManifest } from '../manifest-check'
import { familyNeeds } from './family-needs'
import { estimate } from './estimate'
import { easiestPlan } from './plan'

const { models } = checkManifest(JSON.parse(readFileSync(`${import.meta.dirname}/../../../models.manifest.json`, 'utf8')))

test.each(models.map((model) => [model.id, model] as const))('%s: numbers of the family do not contradict what its list says', (_id, model) => {
  const needs = familyNeeds(model, model.precisions[0]!, model.size)
  const { neededBytes, largestBytes } = estimate(needs, easiestPlan, 'webgpu')
  expect(neededBytes).toBeGreaterThanOrEqual(model.minimum?.gpuBytes ?? 0)
  // The same to within what exports differ by.
  expect(largestBytes).toBeGreaterThan(0.5 * (model.minimum?.maxBufferBytes ?? 0))
  for (const { weightBytes, largestBytes: largest, activationBytes } of estimate(needs, easiestPlan, 'webgpu').parts) {
    expect(largest).toBeLessThanOrEqual(weightBytes + activationBytes)
  }
})

test('a larger picture needs more, and every strategy less', () => {
  const model = models.find(({ id }) => id === 'sd15')!
  const bytes = (side: number, plan = easiestPlan) => estimate(familyNeeds(model, model.precisions[0]!, { width: side, height: side }), plan, 'webgpu').neededBytes
  expect(bytes(768)).toBeGreaterThan(bytes(512))
  for (const lighter of [{ parts: 'turns' }, { text: 'wasm' }, { guidance: 'single' }, { decoder: 'tiles' }] as const) {
    expect(bytes(768, { ...easiestPlan, ...lighter })).toBeLessThan(bytes(768))
  }
})

test('a model in int8 is estimated as it was measured', () => {
  const model = models.find(({ id }) => id === 'sd15')!
  const { graphs } = model.precisions[0]!
  const [unet, text, decoder] = [graphs.unet, graphs.textEncoder, graphs.vaeDecoder].map(({ externalData, graph }) => Object.values(externalData)[0] ?? graph)
  const bytes: Record<string, number> = { [unet!]: 895e6, [text!]: 248e6, [decoder!]: 50e6 } // of tools/rehearsal.py --shape sd15 --precision q8
  const rehearsed = { ...model, files: model.files.map((file) => ({ ...file, bytes: bytes[file.path] ?? 0 })) }
  const { neededBytes } = estimate(familyNeeds(rehearsed, { id: 'q8', graphs }, { width: 64, height: 64 }), easiestPlan, 'webgpu')
  const measured = 2376e6 // GPU memory at its highest, docs/performance.md
  expect(neededBytes / measured).toBeGreaterThan(0.9)
  expect(neededBytes / measured).toBeLessThan(1.15)
})
