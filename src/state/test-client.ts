// An engine client for tests: every call answers with nothing, until a test says otherwise.
import type { EngineClient } from '../client/engine-client'
import type { Inspection } from '../protocol/inspection'
import type { PictureResult } from '../protocol/jobs'
import type { LoadedModel } from '../protocol/loaded-model'
import type { Capabilities, SelfTest } from '../protocol/machine'
import type { MemoryFit } from '../protocol/memory'

export function testClient(own: Partial<EngineClient>): EngineClient {
  return {
    capabilities: async () => ({ backend: 'wasm' }) as Capabilities,
    selfTest: async () => ({ capabilities: { backend: 'wasm' }, browser: '', adapter: null }) as unknown as SelfTest,
    library: async () => [],
    load: async (modelId) => ({ modelId }) as LoadedModel,
    fit: async () => ({}) as MemoryFit,
    submit: async () => ({}) as PictureResult,
    putImage: async () => ({ sha256: '', width: 1, height: 1 }),
    release: async () => {},
    attachCanvases: async () => {},
    showStep: async () => {},
    unload: async () => {},
    remove: async () => {},
    storage: async () => ({ usedBytes: 1, quotaBytes: 2, persisted: false, inMemory: false, unreadable: [] }),
    memory: async () => ({ gpuBytes: 0, gpuPeakBytes: 0, wasmHeapBytes: 0 }),
    hub: async () => ({ url: 'https://hub.test', unreadable: null }),
    setHub: async () => {},
    download: async () => {},
    stopDownload: async () => {},
    verify: async () => [],
    checkDue: async () => null,
    exportFiles: async () => [],
    inspect: async () => ({}) as Inspection,
    addModel: async (_source, { id }) => id,
    roomFor: async () => ({ freeBytes: null, enough: true, remove: [] }),
    acceptChanged: async () => {},
    decoders: async () => [],
    useDecoder: async () => {},
    forceStop: () => {},
    killWorker: () => {},
    dispose: async () => {},
    ...own,
  }
}
