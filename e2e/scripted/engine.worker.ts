// An engine that draws what it is told, when it is told: the page of the `ui` project talks to it in place of the real one, over the
// same thread and the same codec. No model, no ONNX runtime; a picture is a plain colour, other for every seed.
import { expose } from 'comlink'
import { EngineError } from '../../src/core/errors/engine-error'
import type { ErrorKey } from '../../src/core/errors/keys'
import type { ManifestFile, ModelManifest } from '../../src/core/manifest'
import type { EngineApi } from '../../src/protocol/engine-api'
import { installErrorCodec } from '../../src/protocol/errors'
import type { TextLength } from '../../src/protocol/events'
import type { Job, PictureResult } from '../../src/protocol/jobs'
import type { LoadedModel } from '../../src/protocol/loaded-model'
import type { Capabilities } from '../../src/protocol/machine'
import { afterEvents } from '../../workers/after-events'
import { scriptChannel } from './script'
import type { Script } from './script'

void navigator.locks.request(self.name, () => new Promise<never>(() => {}))
installErrorCodec()

/** Steps that may still be taken; Infinity = go on by yourself. */
let allowed = Infinity
let failing: ErrorKey | null = null
let wake: () => void = () => {}
new BroadcastChannel(scriptChannel).addEventListener('message', ({ data }: MessageEvent<Script>) => {
  if (data.say === 'hold') allowed = 0
  if (data.say === 'steps') allowed += data.count
  if (data.say === 'go on') allowed = Infinity
  if (data.say === 'fail') failing = data.key
  wake()
})

/** A word is a token, and five are read. */
function lengthOf(text: string): TextLength {
  const words = [...text.matchAll(/\S+/g)]
  return { text, tokens: words.length, most: 5, read: words[5]?.index ?? text.length }
}

const stops = new Map<string, AbortController>()
let turn: Promise<unknown> = Promise.resolve()
const inTurn = <T>(id: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
  const controller = new AbortController()
  stops.set(id, controller)
  const mine = turn.then(() => work(controller.signal)).finally(() => stops.delete(id))
  turn = mine.catch(() => undefined)
  return mine
}

/** Resolves when another step may be taken. */
async function leave(signal: AbortSignal): Promise<void> {
  for (;;) {
    if (signal.aborted) throw new EngineError('cancelled.run', {})
    if (failing) {
      const key = failing
      failing = null
      throw new EngineError(key as 'internal.unforeseen', {})
    }
    if (allowed > 0) break
    await new Promise<void>((resolve) => {
      wake = resolve
      signal.addEventListener('abort', () => resolve(), { once: true })
    })
  }
  allowed--
}

const manifests = async () => ((await (await fetch(new URL('../models.manifest.json', self.location.href))).json()) as ManifestFile).models
const loadedOf = ({ id, precisions }: ModelManifest): LoadedModel => ({
  modelId: id, precision: precisions[0]!.id, backend: 'wasm', source: 'cache', seconds: { files: 0, sessions: 0, warmup: 0 }, repairs: [], retried: false,
  memory: { parts: 'together', text: 'wasm', guidance: 'batch', decoder: 'whole' },
})
const find = async (id: string) => {
  const found = (await manifests()).find((one) => one.id === id)
  if (!found) throw new EngineError('unknown-model.id', { id })
  return found
}

async function pictureOf({ request }: Job, steps: number): Promise<PictureResult> {
  const { width, height } = request.size
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d')!
  context.fillStyle = `hsl(${(request.seed.value * 47) % 360} 70% 50%)`
  context.fillRect(0, 0, width, height)
  const timings = { encodeMs: 1, stepMs: Array<number>(steps).fill(1), decodeMs: 1, totalMs: steps + 2, traffic: null }
  return { png: await canvas.convertToBlob(), width, height, infotext: `${request.prompt.positive}\nSteps: ${steps}, Sampler: Euler, Seed: ${request.seed.value}`, backend: 'wasm', timings }
}

const nothing = async () => {}
const machine: Capabilities = { backend: 'wasm', reason: 'no-adapter', adapter: null, shaderF16: false, subgroups: false, trials: [], jspi: false, crossOriginIsolated: true, threads: 2, maxBufferBytes: 0 }
const engine: EngineApi = {
  capabilities: async () => machine,
  selfTest: async () => ({ capabilities: machine, browser: navigator.userAgent, adapter: null }),
  load: (id, modelId) => inTurn(id, async () => loadedOf(await find(modelId))),
  submit: (job, onEvent) => inTurn(job.id, async (signal) => {
    onEvent({ type: 'started' })
    onEvent({ type: 'loaded', model: loadedOf(await find(job.request.model.id)) })
    onEvent({ type: 'encoding', texts: [job.request.prompt.positive, job.request.prompt.negative].map(lengthOf) })
    const { steps } = job.request.sampling
    for (let index = 0; index < steps; index++) {
      await leave(signal)
      onEvent({ type: 'step', index, steps, sigma: 14 - (14 * index) / steps, elapsedMs: index, remainingMs: steps - index })
    }
    onEvent({ type: 'decoding' })
    return pictureOf(job, steps)
  }),
  cancel: async (id) => stops.get(id)?.abort(),
  putImage: async () => ({ sha256: '0'.repeat(64), width: 1, height: 1 }),
  showStep: nothing, release: nothing, attachCanvases: nothing, unload: nothing, remove: nothing, setHub: nothing, download: nothing,
  stopDownload: nothing, acceptChanged: nothing, useDecoder: nothing, dispose: nothing,
  fit: async () => { throw new EngineError('unknown-model.none', {}) },
  library: async () => (await manifests()).map((manifest) => ({
    manifest, origin: manifest.source ? 'public' : 'shipped', precision: manifest.precisions[0]!.id, totalBytes: 1000, storedBytes: manifest.source ? 0 : 1000,
    ready: !manifest.source, otherBytes: 0, hashes: 'published', lastUsed: null,
  })),
  storage: async () => ({ usedBytes: 1000, quotaBytes: 1_000_000, persisted: false, inMemory: false, unreadable: [] }),
  memory: async () => ({ gpuBytes: 0, gpuPeakBytes: 0, wasmHeapBytes: 0 }),
  hub: async () => ({ url: 'https://huggingface.co', unreadable: null }),
  verify: async () => [], checkDue: async () => null, exportFiles: async () => [], decoders: async () => [],
  inspect: async () => { throw new EngineError('internal.no-model', {}) },
  addModel: async () => '',
  roomFor: async () => ({ freeBytes: null, enough: true, remove: [] }),
}
// As the real worker does it: an answer must not overtake the last events of its run.
expose({ ...engine, submit: (job, onEvent) => afterEvents(onEvent, (listener) => engine.submit(job, listener)) } satisfies EngineApi)
