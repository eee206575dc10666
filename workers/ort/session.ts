// One ONNX graph as a callable: creates the session (weights as external data, so the wasm heap stays small), checks that
// the graph has the tensors the stage expects, and sends every call through the runtime's one queue.
import { EngineError } from '../../src/core/engine-error'
import type { Backend } from '../../src/protocol/engine-api'
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
}

export interface GraphSession {
  /**
   * Feeds by input name, preallocated outputs by output name; resolves when the work is submitted. Outputs named in `reads` are
   * brought to the CPU and returned, which waits for the work.
   */
  run(feeds: Record<string, OrtTensor>, fetches: Record<string, OrtTensor>, reads?: readonly string[]): Promise<Record<string, OrtTensor>>
  inputNames: readonly string[]
  outputNames: readonly string[]
  release(): Promise<void>
}

/** Opens a graph. Rejects with `model-broken` when the file cannot be used or lacks a tensor the stage needs. */
export async function openGraph(context: OrtContext, files: GraphFiles, needs: { inputs: string[]; outputs: string[] }): Promise<GraphSession> {
  const { ort, device, queue } = context
  const graph = new Uint8Array(await files.graph.arrayBuffer())
  const session = await queue(() =>
    ort.InferenceSession.create(graph, {
      // The object form, always: the string form drops the device and every option (docs/pitfalls.md).
      executionProviders: [device ? { name: 'webgpu', device, storageBufferCacheMode: 'simple' } : 'wasm'],
      externalData: files.externalData,
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3,
    }),
  ).catch((error: unknown) => {
    throw new EngineError('model-broken', `The model file ${files.name} could not be loaded.`, 'Remove the model in the model card and load it again; if it still fails, the file does not suit this browser.', String(error))
  })
  const missing = [...needs.inputs.filter((name) => !session.inputNames.includes(name)), ...needs.outputs.filter((name) => !session.outputNames.includes(name))]
  if (missing.length > 0) {
    await queue(() => session.release())
    throw new EngineError('model-broken', `The model file ${files.name} is of another kind than expected.`, 'Choose another model.', `missing tensors: ${missing.join(', ')}`)
  }
  return {
    inputNames: session.inputNames,
    outputNames: session.outputNames,
    // Preallocated outputs and no preferred location: the form whose errors do not poison the session.
    run: (feeds, fetches, reads = []) =>
      queue(async () => {
        const onGpu = Object.values(fetches).every((target) => target.location === 'gpu-buffer')
        // ORT never writes into preallocated CPU outputs (docs/pitfalls.md): copy what it returns.
        const results = await session.run(feeds, onGpu ? { ...fetches, ...Object.fromEntries(reads.map((name) => [name, null])) } : [...Object.keys(fetches), ...reads])
        if (!onGpu) for (const [name, target] of Object.entries(fetches)) (target.data as Float32Array).set(results[name]!.data as Float32Array)
        return Object.fromEntries(reads.map((name) => [name, results[name]!]))
      }),
    release: () => queue(() => session.release()),
  }
}
