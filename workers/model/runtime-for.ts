// Which build of the ONNX runtime computes a model. The one for the GPU computes on the processor as well, but with one thread: where the
// processor takes over and threads can be had, the build for it is fetched; without a network the one that is there does.
import type { Backend, Capabilities } from '../../src/protocol/machine'
import type { OrtModule } from '../ort/runtime'

export function runtimeFor(backend: Backend, own: Pick<Capabilities, 'backend' | 'threads'>, loadRuntime: (backend: Backend) => Promise<OrtModule>): Promise<OrtModule> {
  const there = () => loadRuntime(own.backend)
  return backend === own.backend || own.threads === 1 ? there() : loadRuntime(backend).catch(there)
}
