// The engine's environment in Node: tiny models out of tests/golden/layouts, ONNX runtime's wasm, no browser anywhere.
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import * as ort from 'onnxruntime-web/wasm'
import { nodeFolder } from '../../lab/layouts/node-folder'
import { EngineError } from '../../src/core/errors/engine-error'
import type { ModelManifest } from '../../src/core/manifest'
import type { Environment } from '../../workers/environment'
import { detectModel } from '../../workers/library/folder-model'
import type { ModelLibrary } from '../../workers/library/model-library'
import type { OrtModule } from '../../workers/ort/runtime'
import type { ModelStore } from '../../workers/store/model-store'

export const [first, second] = ['sd-optimum-taesd', 'lcm-dreamshaper'] as const

export interface NodeEnvironment extends Environment {
  /** Ids of the models whose files were asked for, in order. */
  fetched: string[]
  /** While set, files never come. */
  slow: { value: boolean }
  /** So many runs of sessions end for want of memory. */
  fullMemory: { runs: number }
  /** Asked at every run of a session, by the names of its inputs, whether its answers shall be NaN. */
  lies: { when(inputs: readonly string[]): boolean }
}

export async function nodeEnvironment(): Promise<NodeEnvironment> {
  ort.env.wasm.numThreads = 1
  ort.env.logLevel = 'error'
  const models = new Map<string, { manifest: ModelManifest; open(path: string): Promise<Blob> }>()
  for (const id of [first, second]) {
    const folder = nodeFolder(join(import.meta.dirname, '..', 'golden', 'layouts', id))
    const { manifest } = await detectModel(folder)
    models.set(id, { manifest: { ...manifest, id }, open: (path) => folder.open(path) })
  }
  const fetched: string[] = []
  const slow = { value: false }
  const fullMemory = { runs: 0 }
  const lies: NodeEnvironment['lies'] = { when: () => false }
  const library = {
    find: async (id: string) => models.get(id)?.manifest ?? Promise.reject(new EngineError('unknown-model.id', { id })),
  } satisfies Partial<ModelLibrary>
  const store = {
    status: async () => ({ totalBytes: 1, storedBytes: 1, ready: true, hashes: 'published' as const, lastUsed: 0 }),
    async ensure(set, { signal } = {}) {
      fetched.push('id' in set ? String(set.id) : '')
      const stopped = new EngineError('cancelled.download', {})
      if (slow.value && signal?.aborted) throw stopped
      if (slow.value) await new Promise((_, reject) => signal?.addEventListener('abort', () => reject(stopped)))
      return { source: 'cache' as const, fetchedBytes: 0 }
    },
    open: (set, path) => models.get('id' in set ? String(set.id) : '')!.open(path),
  } satisfies Partial<ModelStore>

  /** Sessions that can run out of memory, and lie. */
  const create: OrtModule['InferenceSession']['create'] = async (...how: unknown[]) => {
    const session = await (ort.InferenceSession.create as (...how: unknown[]) => Promise<ort.InferenceSession>)(...how)
    const run = session.run.bind(session) as (...what: unknown[]) => Promise<ort.InferenceSession.ReturnType>
    session.run = async (...what: unknown[]) => {
      if (fullMemory.runs-- > 0) throw new Error('std::bad_alloc')
      const answers = await run(...what)
      if (lies.when(session.inputNames)) for (const { data } of Object.values(answers)) (data as Float32Array).fill(NaN)
      return answers
    }
    return session
  }
  const environment: NodeEnvironment = {
    fetched, slow, fullMemory, lies,
    library: library as unknown as ModelLibrary,
    store: store as unknown as ModelStore,
    capabilities: async () => ({ backend: 'wasm', reason: 'no-webgpu', adapter: null, shaderF16: false, subgroups: false, trials: [], jspi: false, crossOriginIsolated: false, threads: 1, maxBufferBytes: 0 }),
    // Nothing is tried: a test says what the machine is.
    tried: () => environment.capabilities(),
    adapterFacts: async () => null,
    loadRuntime: async () => ({ ...ort, InferenceSession: { create } }) as unknown as OrtModule,
    encodePng: async (rgba, width, height) => new Blob([png(rgba, width, height)]),
    async imageSize(image) {
      const bytes = Buffer.from(await image.arrayBuffer())
      if (bytes.subarray(1, 4).toString() !== 'PNG') throw new Error('The source image could not be decoded.')
      return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }
    },
    trustCanvas: false,
  }
  return environment
}

/** A PNG without checksums, which nothing here reads. */
export function png(rgba: Uint8ClampedArray, width: number, height: number): Buffer<ArrayBuffer> {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 6, 0, 0, 0], 8)
  const rows = Array.from({ length: height }, (_, y) => Buffer.from([0, ...rgba.subarray(y * width * 4, (y + 1) * width * 4)]))
  return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk('IHDR', header), chunk('IDAT', deflateSync(Buffer.concat(rows))), chunk('IEND', Buffer.alloc(0))])
}

function chunk(type: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  return Buffer.concat([length, Buffer.from(type), data, Buffer.alloc(4)])
}
