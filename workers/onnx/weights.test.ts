import { expect, test } from 'vitest'
import { deviation, fixture, runGraph } from '../../tests/golden/onnx/fixtures'
import { externalWeights } from './external-weights'
import { messages } from './fields'
import type { Message } from './fields'
import { graphOf } from './graph'
import { readModel } from './read-model'
import { repairModel } from './repair-model'
import { replaceWeights } from './replace-weights'
import { GRAPH } from './schema'
import { byteLength, dataOf, isExternal, nameOf, placeOf, typeOf } from './tensor'
import { writeModel } from './write-model'

const initializersOf = (model: Message): Message[] => messages(graphOf(model), GRAPH.initializer)
const findWeight = (model: Message, name: string): Message | undefined => initializersOf(model).find((tensor) => nameOf(tensor) === name)
const floats = (values: ArrayLike<number>): Blob => new Blob([Float32Array.from(values)])
const floatsOf = async (blob: Blob): Promise<Float32Array> => new Float32Array(await blob.arrayBuffer())

test('external-weights: every spelling of a weight moves out, small ones stay, and the result is the same', async () => {
  const { file, feeds, outputs } = fixture('weights')
  const { model, externalData, places } = await externalWeights(await readModel(file), { path: 'data', smallest: 200, fileBytes: 2600 })
  expect(places).toBe(5)
  const tensors = messages(graphOf(model), GRAPH.initializer)
  expect(tensors.filter(isExternal).map(nameOf)).toEqual(['first', 'second', 'half', 'order', 'third'])
  for (const tensor of tensors.filter(isExternal)) expect(placeOf(tensor).offset % 64, nameOf(tensor)).toBe(0)
  expect(externalData.map(({ path }) => path)).toEqual(['data_0', 'data_1'])
  // `half` is no multiple of 64 bytes, so `order` behind it needs padding.
  expect(externalData.map(({ data }) => data.size)).toEqual([2 * 1280, 1280 + 640 + 640])
  const graph = writeModel(model)
  expect(file.size - graph.size).toBeGreaterThan(4000)
  expect(deviation((await runGraph({ graph: file }, feeds))['y'], outputs['y']!)).toBeLessThan(1e-4)
  expect(deviation((await runGraph({ graph, externalData }, feeds))['y'], outputs['y']!)).toBeLessThan(1e-4)
  // Nothing is left to move.
  expect((await externalWeights(model, { path: 'data', smallest: 200 })).places).toBe(0)
})

test('external-weights: only above the limit', async () => {
  const { file, feeds, outputs } = fixture('weights')
  expect((await repairModel(file, [])).applied).toEqual([])
  const { graph, externalData, applied } = await repairModel(file, [], { inlineLimit: 3000 })
  // Those of 1 kB and more: of two tensors less than in the test above.
  expect(applied).toEqual([{ name: 'external-weights', places: 3 }])
  expect(deviation((await runGraph({ graph, externalData }, feeds))['y'], outputs['y']!)).toBeLessThan(1e-4)
})

test('weights are read back as they lie in memory, from inside and from outside', async () => {
  const { file } = fixture('weights')
  const inside = await readModel(file)
  const { model: outside, externalData } = await externalWeights(inside, { path: 'data', smallest: 200 })
  const names = ['first', 'second', 'half', 'order', 'small']
  for (const initializer of names) {
    const [a, b] = [findWeight(inside, initializer)!, findWeight(outside, initializer)!]
    const [bytes, moved] = await Promise.all([dataOf(a, []), dataOf(b, externalData)])
    expect(bytes.size, initializer).toBe(byteLength(a))
    expect(Buffer.from(await moved.arrayBuffer()).equals(Buffer.from(await bytes.arrayBuffer())), initializer).toBe(true)
  }
  const order = new BigInt64Array(await (await dataOf(findWeight(inside, 'order')!, [])).arrayBuffer())
  expect(Array.from(order.subarray(0, 4))).toEqual([3n, -1n, 2n, -0n])
  await expect(dataOf(findWeight(outside, 'first')!, [])).rejects.toMatchObject({ code: 'model-broken', detail: expect.stringContaining('data_0') })
  const dotted = externalData.map(({ path, data }) => ({ path: `./${path}`, data }))
  await expect(dataOf(findWeight(outside, 'first')!, dotted)).resolves.toBeInstanceOf(Blob)
})

test('replaced-weights: by name and by node, inside the graph and out of it', async () => {
  const { file, feeds, outputs } = fixture('weights')
  const inside = await readModel(file)
  const moved = await externalWeights(inside, { path: 'data', smallest: 200 })
  const old = await floatsOf(await dataOf(findWeight(inside, 'first')!, []))
  // y = (2 x (first + third) second + means) * small: with a second of zeros nothing but the means is left.
  const zero = { initializer: 'second' }
  const expected = await runGraph({ graph: file }, feeds)
  for (const [model, externalData] of [[inside, []], [moved.model, moved.externalData]] as const) {
    const same = replaceWeights(model, [{ weight: { initializer: 'first' }, data: floats(old) }], 'new')
    expect(same.places).toBe(1)
    const graph = writeModel(same.model)
    expect((await runGraph({ graph, externalData: [...externalData, ...same.externalData] }, feeds))['y']).toEqual(expected['y'])
    const other = replaceWeights(model, [{ weight: zero, data: floats(new Float32Array(320)) }, { weight: { node: 'both', input: 0 }, data: floats(old.map((v) => -2 * v)) }], 'new')
    expect(other.places).toBe(2)
    expect(other.externalData.map(({ path }) => path)).toEqual(externalData.length > 0 ? ['new_0'] : [])
    const results = await runGraph({ graph: writeModel(other.model), externalData: [...externalData, ...other.externalData] }, feeds)
    // All four outputs are (half_mean + order_mean) * [1,2,3,4].
    const [unit] = results['y']!
    expect(results['y']!.every((value, i) => Math.abs(value - unit! * (i + 1)) < 1e-5)).toBe(true)
    expect(deviation(results['y'], outputs['y']!)).toBeGreaterThan(0.1)
    expect(await floatsOf(await dataOf(findWeight(other.model, 'first')!, other.externalData))).toEqual(old.map((v) => -2 * v))
  }
})

test('replaced-weights: a weight that several layers share is replaced for one', async () => {
  const { file, feeds, outputs } = fixture('clip-shared')
  const model = await readModel(file)
  const weight = { node: '/text_model/final_layer_norm/LayerNormalization', input: 1 }
  const doubled = replaceWeights(model, [{ weight, data: floats(new Float32Array(8).fill(2)) }], 'new')
  expect(doubled.places).toBe(1)
  // Stored once, as the first layer's, which stays; the final norm reads it through an Identity.
  const before = initializersOf(model).map(nameOf)
  const [added, ...more] = initializersOf(doubled.model).filter((tensor) => !before.includes(nameOf(tensor)))
  expect([nameOf(added!), typeOf(added!), more]).toEqual([expect.stringContaining('layers.0'), 1, []])
  const { last_hidden_state: doubledOutput } = await runGraph({ graph: writeModel(doubled.model) }, feeds)
  const expected = outputs['last_hidden_state']!
  expect(deviation(doubledOutput, { ...expected, data: expected.data.map((value) => 2 * value) })).toBeLessThan(1e-5)
})

test('replaced-weights: a weight of another size is refused, one that is not there is not counted', async () => {
  const model = await readModel(fixture('weights').file)
  expect(() => replaceWeights(model, [{ weight: { initializer: 'first' }, data: floats([1]) }], 'new')).toThrow(expect.objectContaining({ code: 'bad-request' }))
  expect(replaceWeights(model, [{ weight: { initializer: 'nowhere' }, data: floats([1]) }, { weight: { node: 'both', input: 7 }, data: floats([1]) }], 'new')).toEqual({ model, places: 0, externalData: [] })
})
