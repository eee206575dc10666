// From published graphs to sessions: what is repaired on the way, what the manifest asks of a session, and what is never read.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { nodeFolder } from '../../lab/layouts/node-folder'
import type { SessionOptions } from '../../src/core/manifest'
import { defaultValues, toRequest } from '../../src/core/request/form-values'
import type { GraphRepair } from '../../src/protocol/loaded-model'
import { cpuLatents } from '../../workers/latents/cpu-latents'
import { openGraphFiles } from '../../workers/model/graph-files'
import { detectModel } from '../../workers/library/folder-model'
import { bytesField, integerField, messageField, textField } from '../../workers/onnx/fields'
import { writeModel } from '../../workers/onnx/write-model'
import { createSerialQueue } from '../../workers/ort/queue'
import { openGraph } from '../../workers/ort/session'
import type { OrtContext } from '../../workers/ort/session'
import type { OrtModule } from '../../workers/ort/runtime'
import { openPipeline } from '../../workers/model/pipeline'
import { develop } from '../../workers/run/develop'
import { fixture, gpuBuild } from '../golden/onnx/fixtures'
import { tinyGraph } from '../library/tiny-graphs'

const layout = (name: string) => nodeFolder(join(import.meta.dirname, '..', 'golden', 'layouts', name))
async function context(): Promise<OrtContext> {
  const ort = (await gpuBuild()) as unknown as OrtModule
  ort.env.wasm.numThreads = 1
  return { ort, backend: 'wasm', device: null, queue: createSerialQueue() }
}
const opened = (repairs: GraphRepair[], graph: Blob) => openGraphFiles({ graph: 'g.onnx', externalData: {} }, { open: async () => graph, onRepair: (repair) => repairs.push(repair) })

test('a half-precision export of opset 14 is refused by the GPU build of the runtime as it is, and draws once repaired', { timeout: 120_000 }, async () => {
  const folder = layout('sd15-script-fp16')
  const { manifest } = await detectModel(folder)
  const precision = manifest.precisions[0]!
  const machine = await context()
  const asPublished = { name: 'text encoder', graph: await folder.open(precision.graphs.textEncoder.graph), externalData: [] }
  await expect(openGraph(machine, asPublished, { inputs: ['input_ids'], outputs: [] })).rejects.toMatchObject({ code: 'model-broken', detail: expect.stringContaining('Could not find an implementation') })

  const repairs: GraphRepair[] = []
  const files = { open: folder.open, onRepair: (repair: GraphRepair) => repairs.push(repair) }
  const pipeline = await openPipeline({ context: machine, manifest, precision, files, home: cpuLatents(machine.ort) })
  expect(repairs).toEqual([{ graph: 'text_encoder/model.onnx', name: 'double-to-float', places: 9 }])
  const { width, height } = manifest.size
  const request = toRequest({ ...defaultValues(manifest), prompt: 'a red tree', steps: 2 }, 1)
  const { rgba } = await develop(pipeline, request, { preview: 'none', keepSteps: false }, { onEvent() {}, checkpoint() {} })
  expect(rgba).toHaveLength(4 * width * height)
  expect(new Set(rgba).size).toBeGreaterThan(2)
  await pipeline.close()
})

test('a VAE encoder that throws dice gives the mean, and the card hears of it', async () => {
  const repairs: GraphRepair[] = []
  await opened(repairs, fixture('encoder').file)
  expect(repairs).toEqual([{ graph: 'g.onnx', name: 'mean-latent', places: 1 }])
})

/** A Blob that counts the bytes that are read of it and of its slices. */
class CountingBlob extends Blob {
  constructor(parts: BlobPart[], readonly counter: { bytes: number }) {
    super(parts)
  }
  override slice(start?: number, end?: number): Blob {
    return new CountingBlob([super.slice(start, end)], this.counter)
  }
  override async arrayBuffer(): Promise<ArrayBuffer> {
    this.counter.bytes += this.size
    return super.arrayBuffer()
  }
}

/** y = x + w, with `megabytes` of weights in the graph itself. */
function graphWithWeights(megabytes: number): Blob {
  const length = megabytes * 250_000
  const shape = [messageField(1, [integerField(1, length)])]
  const value = (name: string) => [textField(1, name), messageField(2, [messageField(1, [integerField(1, 1), messageField(2, shape)])])]
  return writeModel([
    integerField(1, 8),
    messageField(7, [
      messageField(1, [textField(1, 'x'), textField(1, 'w'), textField(2, 'y'), textField(4, 'Add')]),
      messageField(5, [integerField(1, length), integerField(2, 1), textField(8, 'w'), bytesField(9, new Blob([new Float32Array(length).fill(2)]))]),
      messageField(11, value('x')),
      messageField(12, value('y')),
    ]),
    messageField(8, [integerField(2, 17)]),
  ])
}

test('weights inside a graph leave it without being read, and the graph still tells the same', async () => {
  const counter = { bytes: 0 }
  const repairs: GraphRepair[] = []
  const large = new CountingBlob([graphWithWeights(20)], counter)
  const files = await opened(repairs, large)
  expect(repairs).toEqual([{ graph: 'g.onnx', name: 'external-weights', places: 1 }])
  expect(files.graph.size).toBeLessThan(1000)
  expect(files.externalData.map(({ data }) => data.size)).toEqual([20_000_000])
  expect(counter.bytes).toBeLessThan(10_000)

  const machine = await context()
  const session = await openGraph(machine, files, { inputs: ['x'], outputs: ['y'] })
  const length = 5_000_000
  const result = new machine.ort.Tensor('float32', new Float32Array(length), [length])
  await session.run({ x: new machine.ort.Tensor('float32', new Float32Array(length).fill(1), [length]) }, { y: result })
  expect((result.data as Float32Array)[length - 1]).toBe(3)
  await session.release()
})

test('a few megabytes stay where they are, and a graph that needs nothing is the stored file', async () => {
  const repairs: GraphRepair[] = []
  const small = graphWithWeights(3)
  expect((await opened(repairs, small)).graph).toBe(small)
  expect(repairs).toEqual([])
})

test('sizes that the manifest gives to free axes reach the session', async () => {
  const machine = await context()
  const folder = layout('sd21-optimum-v')
  const path = 'text_encoder/model.onnx'
  const shapeWith = async (session?: SessionOptions) => {
    const externalData = Object.fromEntries(folder.files().filter((file) => file.path.startsWith(`${path}_`)).map((file) => [file.path.slice('text_encoder/'.length), file.path]))
    const opening = await openGraph(machine, await openGraphFiles({ graph: path, externalData, ...(session && { session }) }, folder), { inputs: ['input_ids'], outputs: [] })
    await opening.release()
    return opening.inputs[0]?.shape
  }
  expect(await shapeWith()).toEqual(['batch_size', 24])
  expect(await shapeWith({ freeDimensionOverrides: { batch_size: 3 } })).toEqual([3, 24])
})

test('the runtime is new enough for what exports clip in halves', async () => {
  const half = { type: 10 }
  const graph = tinyGraph({
    inputs: { x: [1] }, outputs: { z: [1] }, ...half, nodes: [{ op: 'Clip', inputs: ['x', 'low', 'high'], outputs: ['y'] }],
    weights: [['low', 0], ['high', 0x3c]].map(([name, high]) => ({ name: String(name), dims: [], data: Uint8Array.of(0, Number(high)), ...half })), ends: ['y'],
  })
  const session = await openGraph(await context(), { name: 'clip', graph, externalData: [] }, { inputs: ['x'], outputs: ['z'] })
  expect(session.inputs).toEqual([{ name: 'x', type: 'float16', shape: [1] }])
  await session.release()
})
