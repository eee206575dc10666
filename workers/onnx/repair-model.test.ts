import { expect, test } from 'vitest'
import { deviation, fixture, gpuBuild, runGraph } from '../../tests/golden/onnx/fixtures'
import { indexGraph, graphOf, opOf } from './graph'
import { readModel } from './read-model'
import { repairModel } from './repair-model'

const opsOf = async (graph: Blob): Promise<string[]> => indexGraph(graphOf(await readModel(graph))).nodes.map(opOf)

test('double-to-float: the norms of a half-precision export run in single precision, and tell the same', async () => {
  const { file, feeds, outputs } = fixture('clip-half')
  const { graph, applied } = await repairModel(file, [])
  // 7 norms: a cast, an exponent and an epsilon each.
  expect(applied).toEqual([{ name: 'double-to-float', places: 21 }])
  const results = await runGraph({ graph }, feeds)
  expect(deviation(results['last_hidden_state'], outputs['last_hidden_state']!)).toBeLessThan(4e-3)
})

test('double-to-float: in weights, constants, branches and inputs, with a mask that hides all and makes no NaN', async () => {
  const { file, feeds, outputs } = fixture('doubles')
  const { graph, applied } = await repairModel(file, [])
  // A cast, a mask, the factors and results of two branches, two weights, an input.
  expect(applied).toEqual([{ name: 'double-to-float', places: 9 }])
  // The input became float too; the runtime would refuse a double for it.
  const single = { ...feeds, scale: { ...feeds['scale']!, type: 'float32' as const } }
  for (const flag of [1, 0]) {
    const results = await runGraph({ graph }, { ...single, flag: { type: 'bool', dims: [], data: [flag] } })
    expect(results['y']!.every(Number.isFinite)).toBe(true)
    if (flag) expect(deviation(results['y'], outputs['y']!)).toBeLessThan(1e-6)
  }
  expect((await repairModel(graph, [])).applied).toEqual([])
})

test('double-to-float: the GPU build of the runtime refuses the exports, and takes the repaired ones', { timeout: 180_000 }, async () => {
  const build = await gpuBuild()
  for (const name of ['clip-half', 'doubles']) {
    const { file, feeds, outputs } = fixture(name)
    await expect(runGraph({ graph: file }, feeds, build)).rejects.toThrow('Could not find an implementation')
    const { graph } = await repairModel(file, [])
    const single = Object.entries(feeds).map(([input, values]) => [input, values.type === 'float64' ? { ...values, type: 'float32' as const } : values])
    const results = await runGraph({ graph }, Object.fromEntries(single), build)
    for (const [output, values] of Object.entries(results)) expect(deviation(values, outputs[output]!), output).toBeLessThan(4e-3)
  }
})

test.each(['encoder', 'encoder-static'])('mean-latent: %s gives the mean, twice the same, and throws no dice', async (name) => {
  const { file, feeds, outputs } = fixture(name)
  const sampled = await runGraph({ graph: file }, feeds)
  expect(deviation(sampled['latent_sample'], outputs['latent_sample']!)).toBeGreaterThan(0.1)
  const { graph, applied } = await repairModel(file, [])
  expect(applied).toEqual([{ name: 'mean-latent', places: 1 }])
  const results = await runGraph({ graph }, feeds)
  expect(deviation(results['latent_sample'], outputs['latent_sample']!)).toBeLessThan(1e-6)
  // What only the dice needed went with them.
  expect((await opsOf(graph)).filter((op) => /Random|Exp|Clip|ConstantOfShape/.test(op))).toEqual([])
})

test.each([
  ['clip-half', 4, 8e-3],
  ['clip-mixed', 2, 8e-3],
  ['clip-shared', 4, 1e-5],
])('hidden-states: %s gives out every layer, and the final norm of each', async (name, places, tolerance) => {
  const { file, feeds, outputs } = fixture(name)
  const { graph, applied } = await repairModel(file, [], { clipSkips: [1, 2, 3, 4, 5] })
  expect(applied.at(-1)).toEqual({ name: 'hidden-states', places })
  const results = await runGraph({ graph }, feeds)
  expect(Object.keys(results).toSorted()).toEqual(Object.keys(outputs).toSorted())
  for (const [output, expected] of Object.entries(outputs)) expect(deviation(results[output], expected), output).toBeLessThan(tolerance)
})

test('hidden-states: a graph that is no text encoder stays as it is', async () => {
  for (const name of ['unet', 'encoder-static', 'weights']) {
    const { file } = fixture(name)
    expect((await repairModel(file, [], { clipSkips: [2] })).applied.map((repair) => repair.name)).not.toContain('hidden-states')
  }
})

test.each(['unet', 'unet-nameless'])('attention-taps: %s gives out its three cross-attentions and no self-attention', async (name) => {
  const { file, feeds, outputs } = fixture(name)
  const { graph, applied } = await repairModel(file, [], { attention: true })
  expect(applied).toEqual([{ name: 'attention-taps', places: 3 }])
  const results = await runGraph({ graph }, feeds)
  expect(Object.keys(results)).toEqual(Object.keys(outputs))
  for (const [output, expected] of Object.entries(outputs)) expect(deviation(results[output], expected), output).toBeLessThan(2e-6)
})

test('outputs: by tensor and by node, under new names; what is not there or is taken is left out', async () => {
  const { file, feeds, outputs } = fixture('weights')
  const wishes = [
    { from: { tensor: 'hidden' }, as: 'layer' },
    { from: { tensor: 'hidden' }, as: 'layer again' },
    { from: { node: 'layer/MatMul' }, as: 'by node' },
    { from: { tensor: 'small' }, as: 'weight' },
    { from: { tensor: 'order_mean' }, as: 'order_mean' },
    { from: { tensor: 'y' }, as: 'y' },
    { from: { tensor: 'nowhere' }, as: 'nothing' },
  ]
  const { graph, applied } = await repairModel(file, [], { outputs: wishes })
  expect(applied).toEqual([{ name: 'outputs', places: 5 }])
  const results = await runGraph({ graph }, feeds)
  expect(Object.keys(results)).toEqual(['y', 'layer', 'layer again', 'by node', 'weight', 'order_mean'])
  // `hidden` is read by the branches of an If, which must have followed its new name.
  expect(deviation(results['y'], outputs['y']!)).toBeLessThan(1e-4)
  expect(results['layer']).toHaveLength(80)
  expect(results['layer again']).toEqual(results['layer'])
  expect(results['by node']).toEqual(results['layer'])
  expect(results['weight']).toEqual([1, 2, 3, 4])
})

test('a model that needs nothing is the file itself', async () => {
  const { file } = fixture('clip-shared')
  const repaired = await repairModel(file, [{ path: './weights.pb', data: new Blob(['x']) }])
  expect(repaired.graph).toBe(file)
  expect(repaired.externalData.map(({ path }) => path)).toEqual(['./weights.pb'])
  expect(repaired.applied).toEqual([])
})

test('all at once: weights replaced, an output added and the weights moved out, a model tells the same', async () => {
  const { file, feeds, outputs } = fixture('weights')
  const small = new Blob([Float32Array.of(2, 4, 6, 8)])
  const { graph, externalData, applied } = await repairModel(file, [], {
    weights: [{ weight: { initializer: 'small' }, data: small }],
    outputs: [{ from: { node: 'layer/MatMul' }, as: 'layer' }],
    inlineLimit: 3000,
  })
  expect(applied.map(({ name }) => name)).toEqual(['replaced-weights', 'outputs', 'external-weights'])
  const results = await runGraph({ graph, externalData }, feeds)
  const expected = outputs['y']!
  expect(deviation(results['y'], { ...expected, data: expected.data.map((value) => 2 * value) })).toBeLessThan(1e-4)
  expect(results['layer']).toHaveLength(80)
})
