// One ONNX graph as a callable: creates the session (weights as external data, so the wasm heap stays small), checks that
// the graph has the tensors the stage expects, and sends every call through the runtime's one queue.
import { EngineError } from '../../src/core/errors/engine-error'
import type { SessionOptions } from '../../src/core/manifest'
import type { Backend } from '../../src/protocol/machine'
import { outOfMemory } from './out-of-memory'
import type { SerialQueue } from './queue'
import type { OrtModule, OrtTensor } from './runtime'

export interface OrtContext {
  ort: OrtModule
  backend: Backend
  /** Given to every session on WebGPU; null on wasm. */
  device: GPUDevice | null
  queue: SerialQueue
}

export interface GraphFiles {
  /** For messages: the graph's path. */
  name: string
  graph: Blob
  /** By the `location` written in the graph. */
  externalData: { path: string; data: Blob }[]
  /** What the manifest asks for. */
  session?: SessionOptions
}

/** What a graph says of one of its inputs or outputs. */
export interface GraphTensor {
  name: string
  /** Such as float32, float16, int64. */
  type: string
  /** A number, or the name of a size that is free. */
  shape: readonly (number | string)[]
}

export interface GraphSession {
  /** For messages: the graph's path. */
  name: string
  /**
   * Feeds by input name, preallocated outputs by output name; resolves when the work is submitted. Outputs named in `reads` are
   * brought to the CPU and returned, which waits for the work.
   */
  run(feeds: Record<string, OrtTensor>, fetches: Record<string, OrtTensor>, reads?: readonly string[]): Promise<Record<string, OrtTensor>>
  inputs: readonly GraphTensor[]
  outputs: readonly GraphTensor[]
  release(): Promise<void>
}

/** Protobuf's own limit; a Blob as large could not be read at once either. */
const largestGraph = 2 ** 31 - 1

/** Opens a graph. Rejects with `model-broken` when the file cannot be used or lacks a tensor the stage needs. */
export async function openGraph(context: OrtContext, files: GraphFiles, needs: { inputs: string[]; outputs: string[] }): Promise<GraphSession> {
  const { ort, device, queue } = context
  if (files.graph.size > largestGraph) throw new EngineError('model-broken.graph-bytes', { path: files.name, megabytes: Math.ceil(files.graph.size / 1e6), max: Math.floor(largestGraph / 1e6) })
  const { freeDimensionOverrides, graphOptimizationLevel: level = 'all' } = files.session ?? {}
  const create = async (graphOptimizationLevel: 'all' | 'disabled') => {
    const graph = new Uint8Array(await files.graph.arrayBuffer())
    return queue(() =>
      ort.InferenceSession.create(graph, {
        // The object form, always: the string form drops the device and every option (docs/pitfalls.md).
        executionProviders: [device ? { name: 'webgpu', device, storageBufferCacheMode: 'simple' } : 'wasm'],
        externalData: files.externalData,
        graphOptimizationLevel,
        ...(freeDimensionOverrides && { freeDimensionOverrides }),
        logSeverityLevel: 3,
      }),
    )
  }
  const session = await create(level).catch(async (error: unknown) => {
    // Published graphs exist that the runtime's own fusions break (webnn's fp16 text encoders): as they are, they run.
    if (level === 'disabled' || outOfMemory(error) || /protobuf|external data/i.test(String(error))) throw broken(files.name, error)
    return create('disabled').catch(() => {
      throw broken(files.name, error)
    })
  })
  const inputs = session.inputMetadata.map(described)
  const outputs = session.outputMetadata.map(described)
  const missing = [...lacking(needs.inputs, inputs), ...lacking(needs.outputs, outputs)]
  if (missing.length > 0) {
    await queue(() => session.release())
    throw new EngineError('model-broken.kind', { path: files.name }, `missing tensors: ${missing.join(', ')}`)
  }
  return {
    name: files.name,
    inputs,
    outputs,
    // Preallocated outputs and no preferred location: the form whose errors do not poison the session.
    run: (feeds, fetches, reads = []) =>
      queue(async () => {
        const onGpu = Object.values(fetches).every((target) => target.location === 'gpu-buffer')
        // ORT never writes into preallocated CPU outputs (docs/pitfalls.md): copy what it returns.
        const results = await session.run(feeds, onGpu ? { ...fetches, ...Object.fromEntries(reads.map((name) => [name, null])) } : [...Object.keys(fetches), ...reads])
        if (!onGpu) for (const [name, target] of Object.entries(fetches)) bytesOf(target).set(bytesOf(results[name]!))
        return Object.fromEntries(reads.map((name) => [name, results[name]!]))
      }),
    release: () => queue(() => session.release()),
  }
}

function lacking(names: string[], there: GraphTensor[]): string[] {
  return names.filter((name) => !there.some((tensor) => tensor.name === name))
}

function broken(name: string, error: unknown): EngineError {
  return outOfMemory(error) ?? new EngineError('model-broken.session', { path: name }, String(error))
}

type ValueMetadata = import('onnxruntime-web/wasm').InferenceSession.ValueMetadata

function described(value: ValueMetadata): GraphTensor {
  // A free size without a name comes as an unsigned -1.
  return value.isTensor ? { name: value.name, type: value.type, shape: value.shape.map((size) => (size === 0xffffffff ? '' : size)) } : { name: value.name, type: 'no tensor', shape: [] }
}

function bytesOf({ data }: OrtTensor): Uint8Array {
  const { buffer, byteOffset, byteLength } = data as Float32Array
  return new Uint8Array(buffer, byteOffset, byteLength)
}
