import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { fixture, fixtureNames } from '../../tests/golden/onnx/fixtures'
import { externalWeights, inlineWeightBytes } from './external-weights'
import { bytesField, integerField, messageField, messages, textField } from './fields'
import type { Message } from './fields'
import { graphOf, makeNode } from './graph'
import { readModel } from './read-model'
import { GRAPH, MODEL, TENSOR, TYPES } from './schema'
import { placeOf } from './tensor'
import { writeModel } from './write-model'

afterEach(() => vi.restoreAllMocks())

const publicModels = join(import.meta.dirname, '../../public/models')
const shipped = readdirSync(publicModels, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.onnx'))

const bytesOf = async (blob: Blob): Promise<Buffer> => Buffer.from(await blob.arrayBuffer())

test('the shipped model has graphs to try', () => expect(shipped.length).toBeGreaterThanOrEqual(4))

test.each(shipped)('%s comes out byte by byte as it went in', async (name) => {
  const file = readFileSync(join(publicModels, name))
  expect((await bytesOf(writeModel(await readModel(new Blob([file]))))).equals(file)).toBe(true)
})

test.each(fixtureNames)('%s comes out byte by byte as it went in', async (name) => {
  const { file } = fixture(name)
  expect((await bytesOf(writeModel(await readModel(file)))).equals(await bytesOf(file))).toBe(true)
})

test('numbers of every length survive, the negative ones too', async () => {
  const values = [0, 1, 127, 128, 2 ** 28 - 1, 2 ** 28, 2 ** 35, Number.MAX_SAFE_INTEGER, -1, Number.MIN_SAFE_INTEGER]
  const model = [messageField(MODEL.graph, []), ...values.map((value) => integerField(100, value))]
  expect(await readModel(writeModel(model))).toEqual(model)
})

test.each(['clip-half', 'weights'])('%s cut anywhere, or with rubbish in front, is a broken model and never a wrong one', async (name) => {
  const { file } = fixture(name)
  for (let i = 1; i <= 60; i++) {
    const cut = Math.floor((file.size * i) / 61)
    // The fields behind the graph may be missing without trace: protobuf has no end mark. The graph may not.
    const outcome = await readModel(file.slice(0, cut)).then((model) => writeModel(model).size, (error: unknown) => error)
    if (outcome !== cut) expect(outcome).toMatchObject({ code: 'model-broken' })
  }
  for (const rubbish of ['<!doctype html><title>404</title>', '\0\0\0', 'version https://git-lfs.github.com/spec/v1\n', '']) {
    await expect(readModel(new Blob([rubbish]))).rejects.toMatchObject({ code: 'model-broken' })
  }
})

const megabyte = new Blob([new Uint8Array(2 ** 20).map((_, i) => i * 7)])

/** A chain of additions of one-megabyte weights; their bytes are one Blob, named again and again. */
function large(weights: number): Message {
  const names = Array.from({ length: weights }, (_, i) => `layer.${i}.weight`)
  return [
    integerField(MODEL.irVersion, 8),
    messageField(MODEL.graph, [
      ...names.map((name, i) => messageField(GRAPH.node, makeNode('Add', `add${i}`, [i === 0 ? 'x' : `sum${i - 1}`, name], [`sum${i}`]))),
      ...names.map((name) =>
        messageField(GRAPH.initializer, [integerField(TENSOR.dims, 2 ** 18), integerField(TENSOR.dataType, TYPES.float), textField(TENSOR.name, name), bytesField(TENSOR.rawData, megabyte)]),
      ),
    ]),
  ]
}

/** Bytes that anybody reads of any Blob from now on. */
function countReads(): () => number {
  let bytes = 0
  const read = Blob.prototype.arrayBuffer
  vi.spyOn(Blob.prototype, 'arrayBuffer').mockImplementation(function (this: Blob) {
    bytes += this.size
    return read.call(this)
  })
  vi.spyOn(Blob.prototype, 'stream').mockImplementation(uncounted)
  vi.spyOn(Blob.prototype, 'text').mockImplementation(uncounted)
  return () => bytes
}

function uncounted(): never {
  throw new Error('read in a way that is not counted')
}

test('of 300 MB in one file, a few kilobytes are read to move the weights out, and 1 kB a weight at most', async () => {
  const file = writeModel(large(300))
  expect(file.size).toBeGreaterThan(300 * 2 ** 20)
  const read = countReads()
  const model = await readModel(file)
  expect(inlineWeightBytes(model)).toBe(300 * 2 ** 20)
  const { model: small, externalData, places } = await externalWeights(model, { path: 'w' })
  const graph = writeModel(small)
  expect(read()).toBeLessThan(300 * 1024)
  expect(places).toBe(300)
  expect(graph.size).toBeLessThan(64 * 1024)
  expect(externalData.map(({ path, data }) => [path, data.size])).toEqual([['w_0', 300 * 2 ** 20]])
})

test('places beyond 2 GB are right, and data files end before the largest ArrayBuffer', async () => {
  const file = writeModel(large(2600))
  expect(file.size).toBeGreaterThan(2.5 * 2 ** 30)
  const read = countReads()
  const changed = await externalWeights(await readModel(file), { path: 'w' })
  expect(read()).toBeLessThan(2600 * 1024)
  expect(changed.externalData.map(({ data }) => data.size)).toEqual([2 ** 30, 2 ** 30, 552 * 2 ** 20])
  const tensors = messages(graphOf(await readModel(writeModel(changed.model))), GRAPH.initializer)
  expect(placeOf(tensors.at(-1)!)).toEqual({ path: 'w_2', offset: 551 * 2 ** 20, length: 2 ** 20 })
  vi.restoreAllMocks()
  expect((await bytesOf(changed.externalData[2]!.data.slice(551 * 2 ** 20))).equals(await bytesOf(megabyte))).toBe(true)
})
