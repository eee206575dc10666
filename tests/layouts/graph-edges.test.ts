// One test for each way in which published graphs differ at their edges (the table of docs/models.md).
import { expect, test, vi } from 'vitest'
import { EngineError } from '../../src/core/errors/engine-error'
import { fromHalves, toHalves } from '../../src/core/half'
import { cpuLatents } from '../../workers/latents/cpu-latents'
import { createSerialQueue } from '../../workers/ort/queue'
import { openGraph } from '../../workers/ort/session'
import type { OrtContext } from '../../workers/ort/session'
import type { OrtModule, OrtTensor } from '../../workers/ort/runtime'
import { demandDims, findTensor, fixedRows, floatInput, floatOutput, floatsOf, smallTensor, timestepDims } from '../../workers/stages/graph-io'

class FakeTensor {
  constructor(readonly type: string, readonly data: unknown, readonly dims: readonly number[]) {}
}
const ort = { Tensor: FakeTensor } as unknown as OrtModule
const home = cpuLatents(ort)

test('graph I/O in single precision is the latent itself: nothing is copied', () => {
  const x = Float32Array.of(1, 2, 3, 4)
  const port = floatInput(home, { name: 'sample', type: 'float32', shape: ['batch', 4] }, x, [1, 4])
  port.transfer()
  x[0] = 9
  expect(port.tensor).toMatchObject({ type: 'float32', dims: [1, 4] })
  expect(Array.from(port.tensor.data as Float32Array)).toEqual([9, 2, 3, 4])
})

test('graph I/O in half precision is converted at each run, also with an odd number of values', () => {
  const x = Float32Array.of(1, -2, 0.1)
  const into = floatInput(home, { name: 'sample', type: 'float16', shape: [1, 3] }, x, [1, 3])
  into.transfer()
  expect(into.tensor).toMatchObject({ type: 'float16', dims: [1, 3] })
  expect(Array.from(into.tensor.data as Uint16Array)).toEqual([0x3c00, 0xc000, 0x2e66])
  x[0] = 3
  into.transfer()
  expect((into.tensor.data as Uint16Array)[0]).toBe(0x4200)

  const y = new Float32Array(3)
  const out = floatOutput(home, { name: 'out_sample', type: 'float16', shape: [1, 3] }, y, [1, 3])
  ;(out.tensor.data as Uint16Array).set(toHalves([0.5, 1000, -7]))
  out.transfer()
  expect(Array.from(y)).toEqual([0.5, 1000, -7])
})

test('a type that no latent has is refused by name', () => {
  expect(() => floatInput(home, { name: 'sample', type: 'bfloat16', shape: [] }, new Float32Array(1), [1])).toThrow(EngineError)
  expect(() => smallTensor(ort, { name: 'ids', type: 'string', shape: [] }, [1], [1])).toThrow(EngineError)
})

test.each([
  ['int32', Int32Array.of(49406, 320, 49407)],
  ['int64', BigInt64Array.of(49406n, 320n, 49407n)],
])('input_ids are %s', (type, data) => {
  expect(smallTensor(ort, { name: 'input_ids', type, shape: ['batch', 3] }, [49406, 320, 49407], [1, 3])).toEqual(new FakeTensor(type, data, [1, 3]))
})

test.each([
  ['int64 [1]', { type: 'int64', shape: [1] }, [1], BigInt64Array.of(856n)],
  ['int64 [steps]', { type: 'int64', shape: ['steps'] }, [1], BigInt64Array.of(856n)],
  ['int64 [2]', { type: 'int64', shape: [2] }, [2], BigInt64Array.of(856n, 856n)],
  ['float32 [1]', { type: 'float32', shape: [1] }, [1], Float32Array.of(856.285)],
  ['float16 [1]', { type: 'float16', shape: [1] }, [1], Uint16Array.of(0x62b1)],
  ['float16 [batch]', { type: 'float16', shape: ['batch_size'] }, [2], Uint16Array.of(0x62b1, 0x62b1)],
  ['float32 scalar', { type: 'float32', shape: [] }, [], Float32Array.of(856.285)],
  ['float64 [1]', { type: 'float64', shape: [1] }, [1], Float64Array.of(856.285)],
])('a timestep is %s', (_, { type, shape }, dims, data) => {
  const info = { name: 'timestep', type, shape }
  expect(timestepDims(info, 2)).toEqual(dims)
  const count = dims.reduce((product: number, size) => product * size, 1)
  expect(smallTensor(ort, info, Array<number>(count).fill(856.285), dims)).toEqual(new FakeTensor(type, data, dims))
})

test('tensors go by several names: latent_sample or latent, sample or image', () => {
  const tensors = [{ name: 'latent', type: 'float32', shape: [] }]
  expect(findTensor(tensors, 'latent_sample', 'latent')?.name).toBe('latent')
  expect(findTensor(tensors, 'sample', /^lat/)?.name).toBe('latent')
  expect(findTensor(tensors, 'image')).toBeUndefined()
})

test('free sizes have any name, fixed ones are kept to', () => {
  expect(fixedRows({ name: 'sample', type: 'float16', shape: ['unet_sample_batch', 4, 64, 64] }, 2)).toBe(2)
  expect(fixedRows({ name: 'sample', type: 'float16', shape: [1, 4, 64, 64] }, 2)).toBe(1)
  const fixed = { name: 'sample', type: 'float32', shape: [2, 4, 64, 64] }
  expect(() => demandDims(fixed, [2, 4, 64, 64])).not.toThrow()
  expect(() => demandDims(fixed, [2, 4, 96, 64])).toThrow(expect.objectContaining({ code: 'bad-request', detail: expect.stringContaining('[2, 4, 96, 64]') }))
  expect(() => demandDims({ ...fixed, shape: ['batch', 4, 'height', 'latent_width * 8'] }, [1, 4, 8, 8])).not.toThrow()
})

test('outputs are read in either precision', () => {
  expect(Array.from(floatsOf({ type: 'float32', data: Float32Array.of(1, 2) } as unknown as OrtTensor))).toEqual([1, 2])
  expect(Array.from(floatsOf({ type: 'float16', data: toHalves([1, 0.1]) } as unknown as OrtTensor))).toEqual(Array.from(fromHalves([0x3c00, 0x2e66])))
})

function contextThat(create: unknown): OrtContext {
  return { ort: { InferenceSession: { create } } as unknown as OrtModule, backend: 'wasm', device: null, queue: createSerialQueue() }
}

test('graphs that the runtime’s optimizer breaks are opened without it; damaged ones are not tried twice', async () => {
  const create = vi.fn(async (_: Uint8Array, { graphOptimizationLevel }: { graphOptimizationLevel: string }) => {
    if (graphOptimizationLevel === 'all') throw new Error('SimplifiedLayerNormFusion InsertedPrecisionFreeCast')
    return { inputMetadata: [{ isTensor: true, name: 'input_ids', type: 'int64', shape: [1, 77] }], outputMetadata: [] }
  })
  const files = { name: 'text_encoder/model.onnx', graph: new Blob(['graph']), externalData: [] }
  const session = await openGraph(contextThat(create), files, { inputs: ['input_ids'], outputs: [] })
  expect(session.inputs).toEqual([{ name: 'input_ids', type: 'int64', shape: [1, 77] }])
  expect(create.mock.calls.map(([, options]) => options.graphOptimizationLevel)).toEqual(['all', 'disabled'])

  // Where the manifest knows it, the first try is spared.
  create.mockClear()
  await openGraph(contextThat(create), { ...files, session: { graphOptimizationLevel: 'disabled' } }, { inputs: ['input_ids'], outputs: [] })
  expect(create.mock.calls.map(([, options]) => options.graphOptimizationLevel)).toEqual(['disabled'])

  const damaged = vi.fn(async () => {
    throw new Error('Failed to load model because protobuf parsing failed.')
  })
  await expect(openGraph(contextThat(damaged), files, { inputs: [], outputs: [] })).rejects.toMatchObject({ code: 'model-broken', params: { path: 'text_encoder/model.onnx' } })
  expect(damaged).toHaveBeenCalledTimes(1)
})
