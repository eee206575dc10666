// Tiny models in the layouts of published exports, added as folders and run on wasm. What is expected comes from onnxruntime and
// samplers written a second time in Python: tools/tiny_layouts.py.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { LayoutCase } from '../../lab/layouts/requests'
import { runLayout } from '../../lab/layouts/run-layout'

const folder = join(import.meta.dirname, '..', 'golden', 'layouts')
const { cases } = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as { cases: LayoutCase[] }
const models = [...new Set(cases.map(({ model }) => model))]

test('every habit of exporters has a model', () => {
  expect(models).toHaveLength(7)
})

test.each(models)('%s gives the expected latents, pictures and token ids', { timeout: 120_000 }, async (model) => {
  const own = cases.filter((wanted) => wanted.model === model)
  const results = await runLayout(join(folder, model), own)
  expect(results).toHaveLength(own.length)
  expect(results.filter(({ good }) => !good)).toEqual([])
})
