// The engine's thread. It holds a Web Lock for as long as it lives, so that the page learns at once when it dies.
import { expose } from 'comlink'
import { installErrorCodec } from '../src/protocol/errors'
import { createEngine } from './engine'

// The name is `darkroom-engine:<id>`, followed by `|backend=webgpu` or `|backend=wasm` when the page asks for one.
void navigator.locks.request(self.name, () => new Promise<never>(() => {}))
installErrorCodec()
const asked = self.name.split('|backend=')[1]
expose(createEngine(asked === 'webgpu' || asked === 'wasm' ? asked : null))
