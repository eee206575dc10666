import { expect, test } from 'vitest'
import { tinyGraph } from '../../tests/library/tiny-graphs'
import { messageField, textField } from '../onnx/fields'
import type { Message } from '../onnx/fields'
import { writeModel } from '../onnx/write-model'
import { readGraphFacts } from './graph-facts'

const node = (op: string, domain = '', attributes: Message[] = []): Message => [textField(1, 'x'), textField(2, 'y'), textField(4, op), textField(7, domain), ...attributes.map((attribute) => messageField(5, attribute))]
const model = (nodes: Message[], functions: [string, string][] = []) =>
  writeModel([messageField(7, nodes.map((one) => messageField(1, one))), ...functions.map(([domain, name]) => messageField(25, [textField(1, name), textField(10, domain)]))])

test('operators are counted in branches too, with their domain where it is another than ONNX’s own', async () => {
  const branch = [textField(1, 'then_branch'), messageField(6, [messageField(1, node('Gelu', 'com.microsoft')), messageField(1, node('Conv', 'ai.onnx'))])]
  const { operators } = await readGraphFacts(model([node('If', '', [branch]), node('Conv')]))
  expect([...operators]).toEqual([['If', 1], ['com.microsoft.Gelu', 1], ['Conv', 2]])
})

test('functions that the model brings along are no operators', async () => {
  const { operators } = await readGraphFacts(model([node('Rotary', 'pkg.mine'), node('Add')], [['pkg.mine', 'Rotary']]))
  expect([...operators.keys()]).toEqual(['Add'])
})

test('weights by type, the bytes that each file must have, and the largest table', async () => {
  const file = tinyGraph({
    inputs: { x: ['batch', 3] }, outputs: { y: [1] },
    weights: [
      { name: 'table', dims: [49408, 2], type: 10, external: { location: './a.data', offset: 64, length: 197632 } },
      { name: 'more', dims: [5], external: { location: './a.data', offset: 0, length: 20 } },
      { name: 'inside', dims: [3], data: new Uint8Array(12) },
    ],
  })
  const facts = await readGraphFacts(file)
  expect(facts).toMatchObject({ rows: 49408, half: true, packedAttentions: 0, inputs: [{ name: 'x', type: 'float32', shape: ['batch', 3] }] })
  expect([...facts.externalFiles]).toEqual([['./a.data', 197696]])
  expect([...facts.weights]).toEqual([['float16', 197632], ['float32', 32]])
})
