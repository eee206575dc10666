// The engine's thread. It holds a Web Lock for as long as it lives, so that the page learns at once when it dies.
import { expose, transfer } from 'comlink'
import { installErrorCodec } from '../src/protocol/errors'
import { buffersOf } from './run/attention'
import { createEngine } from './engine'

// The name is `darkroom-engine:<id>`, with `|backend=…&canvas=…` after it when the page's address asks for them.
// Locks are missing on insecure origins, whatever the types say; there a crash is noticed through `error` events only.
void (navigator.locks as LockManager | undefined)?.request(self.name, () => new Promise<never>(() => {}))
installErrorCodec()
const asked = new URLSearchParams(self.name.split('|')[1])
const backend = asked.get('backend')
const engine = createEngine({ backend: backend === 'webgpu' || backend === 'wasm' ? backend : null, trustCanvas: asked.get('canvas') === 'webgpu' })
const handOver = <T extends Parameters<typeof buffersOf>[0]>(sent: T) => transfer(sent, buffersOf(sent))
expose({ ...engine, generate: async (request, onEvent) => handOver(await engine.generate(request, (event) => onEvent(handOver(event)))) } satisfies typeof engine)
