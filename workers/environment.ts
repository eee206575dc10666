// What the engine needs of whatever it runs in, as one object: browser-environment.ts is a browser's worker, tests hand in Node's.
import type { Size } from '../src/core/request/picture-request'
import type { AdapterFacts, Backend } from '../src/protocol/machine'
import type { ModelLibrary } from './library/model-library'
import type { KnownMachine } from './model/tried-machine'
import type { OrtModule } from './ort/runtime'
import type { PngEncoder } from './run/png'
import type { ModelStore } from './store/model-store'

export interface Environment extends KnownMachine {
  library: ModelLibrary
  store: ModelStore
  adapterFacts(): Promise<AdapterFacts | null>
  loadRuntime(backend: Backend): Promise<OrtModule>
  encodePng: PngEncoder
  /** Rejects what is no picture. */
  imageSize(image: Blob): Promise<Size>
  /** Uses WebGPU canvases even on a software adapter. */
  trustCanvas: boolean
}
