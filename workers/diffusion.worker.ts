// The engine's thread. It holds a Web Lock for as long as it lives, so that the page learns at once when it dies.
import { expose, transfer } from 'comlink'
import { installErrorCodec } from '../src/protocol/errors'
import type { JobEvent } from '../src/protocol/events'
import { trustOwnScripts } from '../src/protocol/own-scripts'
import { afterEvents } from './after-events'
import { browserEnvironment } from './browser-environment'
import { createEngine } from './engine'
import { buffersOf } from './run/attention'

// The name is `darkroom-engine:<id>`, with `|backend=…&canvas=…` after it when the page's address asks for them.
// Locks are missing on insecure origins, whatever the types say, and refused where a site's data is blocked: a crash is an `error` event there.
(navigator.locks as LockManager | undefined)?.request(self.name, () => new Promise<never>(() => {})).catch(() => {})
installErrorCodec()
trustOwnScripts()
const asked = new URLSearchParams(self.name.split('|')[1])
const backend = (['webgpu', 'wasm'] as const).find((name) => name === asked.get('backend')) ?? null
const engine = createEngine(browserEnvironment({ backend, trustCanvas: asked.get('canvas') === 'webgpu' }))
const handOver = <T extends Parameters<typeof buffersOf>[0]>(sent: T) => transfer(sent, buffersOf(sent))
expose({ ...engine, submit: async (job, onEvent) => handOver(await afterEvents((event: JobEvent) => onEvent(handOver(event)), (listener) => engine.submit(job, listener))) } satisfies typeof engine)
