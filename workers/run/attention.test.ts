import { expect, test } from 'vitest'
import type { AttentionToken } from '../../src/core/attention'
import { buffersOf, recordAttention } from './attention'
import type { OrtTensor } from '../ort/runtime'

const tokens: AttentionToken[] = [{ text: '<s>', start: 0, end: 0 }, { text: 'fish</w>', start: 0, end: 4 }]
const tensor = (dims: number[], first: number): OrtTensor =>
  ({ dims, data: Float32Array.from({ length: dims.reduce((product, size) => product * size, 1) }, (_, i) => first + i) }) as unknown as OrtTensor
/** A guided call: two pictures in the batch, 3 tokens of which one is padding, 2×2 places. */
const call = (first: number) => ({ attention_tokens: tensor([2, 3, 2, 2], first) })

test('asks for the token maps, and for the layers only when heads are wanted', () => {
  const names = ['out_sample', 'attention_tokens', 'attention.down0', 'attention.up2_1']
  expect(names.filter(recordAttention('tokens', tokens).wants)).toEqual(['attention_tokens'])
  expect(names.filter(recordAttention('heads', tokens).wants)).toEqual(['attention_tokens', 'attention.down0', 'attention.up2_1'])
})

test('a step tells what the prompt’s half of its last call saw, without padding', () => {
  const recorder = recordAttention('tokens', tokens)
  recorder.hear(call(100))
  recorder.hear(call(0))
  expect(recorder.stepDone(7)).toEqual({ type: 'attention', step: 7, width: 2, height: 2, maps: Float32Array.from([0, 1, 2, 3, 4, 5, 6, 7]) })
})

test('the run’s maps are the mean of its steps, also after a step was handed over', () => {
  const recorder = recordAttention('tokens', tokens)
  for (const [step, first] of [0, 10].entries()) {
    recorder.hear(call(first))
    structuredClone(null, { transfer: buffersOf(recorder.stepDone(step)) as ArrayBuffer[] })
  }
  expect(recorder.mean()).toEqual({ tokens, width: 2, height: 2, maps: Float32Array.from([5, 6, 7, 8, 9, 10, 11, 12]) })
})

test('heads come with their layer’s own size', () => {
  const recorder = recordAttention('heads', tokens)
  recorder.hear({ ...call(0), 'attention.down1': tensor([2, 4, 1, 3], 50) })
  const event = recorder.stepDone(0)
  expect(event).toMatchObject({ layers: [{ name: 'down1', heads: 4, width: 1, height: 1, tokens: 3 }] })
  const layer = event.type === 'attention' ? event.layers?.[0] : undefined
  expect(layer?.values).toEqual(Float32Array.from({ length: 12 }, (_, i) => 50 + i))
  expect(buffersOf(event)).toHaveLength(2)
})

test('nothing heard is a mistake, not an empty map', () => {
  expect(() => recordAttention('tokens', tokens).stepDone(0)).toThrow('told nothing')
  expect(() => recordAttention('tokens', tokens).mean()).toThrow('no step')
})
