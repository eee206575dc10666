import { expect, test } from 'vitest'
import { tinyGraph } from '../../tests/library/tiny-graphs'
import { readGraphFacts } from '../library/graph-facts'
import { RemoteBlob } from '../library/remote-blob'
import { bytesField, integerField, messageField, textField } from './fields'
import { peekModel } from './peek-model'
import { writeModel } from './write-model'

const noise = (bytes: number) => Uint8Array.from({ length: bytes }, (_, i) => Math.imul(i + 7, 2654435761) >>> 24)

/** A file as a server has it; counts what is asked of it. */
async function remote(file: Blob): Promise<{ blob: Blob; reads: { count: number; bytes: number } }> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  const reads = { count: 0, bytes: 0 }
  const source = {
    async read(start: number, end: number) {
      reads.count += 1
      reads.bytes += end - start
      return bytes.slice(start, end)
    },
  }
  return { blob: new RemoteBlob(source, 0, bytes.length), reads }
}

const [someWeights, moreWeights] = [noise(400_000), noise(2_000_000)]
const large = (weights: number, described = 0) => tinyGraph({
  inputs: { sample: ['b', 4, 'h', 'w'], timestep: [1], encoder_hidden_states: ['b', 's', 1024] }, outputs: { out_sample: ['b', 4, 'h', 'w'] },
  nodes: [{ op: 'Conv' }, { op: 'MultiHeadAttention', domain: 'com.microsoft', inputs: ['q', 'k', 'v'], outputs: ['a'] }],
  weights: Array.from({ length: weights }, (_, n) => ({ name: `w.${n}`, dims: [100_000, 2], type: 10, data: someWeights })), described,
})

const value = (name: string) => [textField(1, name), messageField(2, [messageField(1, [integerField(1, 1)])])]
const weight = (n: number) => messageField(5, [integerField(1, 500_000), integerField(2, 1), textField(8, `w${n}`), bytesField(9, moreWeights)])

test.each([['right behind the weights', 0], ['before a megabyte of shapes', 20_000]])('of a graph with weights in it the inputs are found %s', async (_, described) => {
  const file = large(300, described)
  const { blob, reads } = await remote(file)
  const facts = await readGraphFacts(blob, peekModel)
  const whole = await readGraphFacts(file)
  expect(file.size).toBeGreaterThan(100_000_000)
  expect({ ...facts, weights: null }).toEqual({ ...whole, weights: null })
  expect([...facts.weights.keys()]).toEqual(['float16'])
  expect(reads.count).toBeLessThan(40)
  expect(reads.bytes).toBeLessThan(file.size / 10)
})

test('a graph that lists its inputs before its weights needs no end', async () => {
  const file = writeModel([
    messageField(7, [messageField(11, value('x')), messageField(12, value('y')), messageField(1, [textField(1, 'x'), textField(2, 'y'), textField(4, 'Relu')]), ...Array.from({ length: 40 }, (_, n) => weight(n))]),
  ])
  const facts = await readGraphFacts((await remote(file)).blob, peekModel)
  expect(facts.inputs.map(({ name }) => name)).toEqual(['x'])
})

test('where nothing stands as writers write it the file is read through: weights between the outputs', async () => {
  const weights = Array.from({ length: 20 }, (_, n) => weight(n))
  const file = writeModel([
    messageField(7, [messageField(1, [textField(1, 'x'), textField(2, 'y'), textField(4, 'Relu')]), ...weights.slice(0, 10), ...weights.slice(0, 10), ...weights.slice(10), messageField(11, value('x')), ...weights.slice(15), messageField(12, value('y'))]),
  ])
  const facts = await readGraphFacts((await remote(file)).blob, peekModel)
  expect(facts).toMatchObject({ inputs: [{ name: 'x' }], outputs: [{ name: 'y' }] })
  expect(facts.weights.get('float32')).toBe(35 * 2_000_000)
})

test('a file that ends too early is told as damaged', async () => {
  const file = large(80)
  const { blob } = await remote(file.slice(0, file.size - 1_000_000))
  await expect(readGraphFacts(blob, peekModel)).rejects.toMatchObject({ code: 'model-broken' })
})
