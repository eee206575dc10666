// Files made to hold up whoever reads them: numbers without an end, graphs in graphs, shapes and places that cannot be. Each is a
// broken model, told at once.
import { expect, test } from 'vitest'
import { bytesField, integerField, messageField, textField, varints } from './fields'
import type { Message } from './fields'
import { readModel } from './read-model'
import { repairModel } from './repair-model'
import { ATTRIBUTE, ENTRY, GRAPH, MODEL, NODE, TENSOR, TYPES } from './schema'
import { asFloat, byteLength, dataOf, placeOf } from './tensor'
import { writeModel } from './write-model'

const bytes = (...values: number[]) => Uint8Array.from(values)
const ones = (count: number) => Array<number>(count).fill(0xff)

test('a number of ten bytes is read, one of eleven or a list cut in the middle is refused', () => {
  expect(varints(bytes(...ones(9), 1))).toEqual([2n ** 64n - 1n])
  expect(varints(bytes(0x80, 1, 7))).toEqual([128n, 7n])
  expect(() => varints(bytes(...ones(10), 1))).toThrow(expect.objectContaining({ detail: 'a number of more than ten bytes' }))
  expect(() => varints(bytes(1, 0xff))).toThrow(expect.objectContaining({ detail: expect.stringContaining('ends in the middle') }))
})

const withTensor = (tensor: Message): Blob => writeModel([integerField(MODEL.irVersion, 8), messageField(MODEL.graph, [messageField(GRAPH.initializer, tensor)])])
const doubles = (elements: number, data: Uint8Array<ArrayBuffer>): Message =>
  [integerField(TENSOR.dims, elements), integerField(TENSOR.dataType, TYPES.double), bytesField(TENSOR.int64Data, data), textField(TENSOR.name, 'w')]

test.each([
  ['one number of 200 kB', 200_000, new Uint8Array(200_000).fill(0xff), 'a number of more than ten bytes'],
  ['more bytes than its shape can have', 2, new Uint8Array(2000), 'w has 2000 bytes of numbers for 16'],
])('a double tensor with int64_data of %s is refused in no time', async (_, elements, data, detail) => {
  const start = performance.now()
  await expect(repairModel(withTensor(doubles(elements, data)), [])).rejects.toMatchObject({ code: 'model-broken', detail })
  expect(performance.now() - start).toBeLessThan(1000)
})

/** The bytes of a message around these, written here by hand: the writer goes down as deep as the reader. */
function around(id: number, inner: Uint8Array): Uint8Array {
  const length: number[] = []
  for (let rest = inner.length; ; rest = Math.floor(rest / 128)) {
    length.push(rest >= 128 ? (rest % 128) + 128 : rest)
    if (rest < 128) break
  }
  return Uint8Array.from([...bytes((id << 3) | 2), ...length, ...inner])
}

function nested(graphs: number): Blob {
  let graph: Uint8Array = new Uint8Array(0)
  for (let level = 0; level < graphs; level++) graph = around(GRAPH.node, around(NODE.attribute, around(ATTRIBUTE.g, graph)))
  return new Blob([around(MODEL.graph, graph) as Uint8Array<ArrayBuffer>])
}

test('graphs in graphs: thirty are read, forty or fifteen hundred are refused', async () => {
  expect(await readModel(nested(30))).toHaveLength(1)
  for (const graphs of [40, 1500]) await expect(readModel(nested(graphs))).rejects.toMatchObject({ code: 'model-broken', detail: expect.stringContaining('deep in one another') })
})

test.each([[[-1]], [[2 ** 40, 2 ** 40]], [[Number.MAX_SAFE_INTEGER, 3]]])('a tensor of the shape %j is none', (dims) => {
  expect(() => byteLength([...dims.map((size) => integerField(TENSOR.dims, size)), integerField(TENSOR.dataType, TYPES.float)])).toThrow(expect.objectContaining({ code: 'model-broken' }))
})

const entry = (key: string, value: string) => messageField(TENSOR.externalData, [textField(ENTRY.key, key), textField(ENTRY.value, value)])

test.each([['-1', '4'], ['0', '-4'], ['1e300', '4'], ['here', '4'], ['0.5', '4']])('weights that lie at %s, %s bytes long, lie nowhere', (offset, length) => {
  expect(() => placeOf([entry('location', 'w.bin'), entry('offset', offset), entry('length', length)])).toThrow(expect.objectContaining({ code: 'model-broken' }))
})

test('numbers of varying length and doubles are not unpacked without an end', async () => {
  const many = 130 * 1024 * 1024
  const numbers: Message = [integerField(TENSOR.dims, many), integerField(TENSOR.dataType, TYPES.double), bytesField(TENSOR.int64Data, vast(many)), textField(TENSOR.name, 'w')]
  await expect(dataOf(numbers, [])).rejects.toMatchObject({ code: 'model-broken', detail: `w has ${many} bytes of numbers` })
  const large = 2 ** 32
  const elsewhere: Message = [integerField(TENSOR.dims, large / 8), integerField(TENSOR.dataType, TYPES.double), integerField(TENSOR.dataLocation, 1), entry('location', 'w.bin'), textField(TENSOR.name, 'w')]
  await expect(asFloat(elsewhere, [{ path: 'w.bin', data: vast(large) }])).rejects.toMatchObject({ code: 'model-broken', detail: `w has ${large} bytes of doubles` })
})

/** Says how large it is, and of its slices, and fails whoever reads it. */
function vast(size: number): Blob {
  return Object.assign(Object.defineProperty(new Blob(), 'size', { value: size }), { arrayBuffer: () => Promise.reject(new Error('it was read')), slice: (start = 0, end = size) => vast(end - start) })
}
