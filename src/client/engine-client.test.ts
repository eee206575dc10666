import { expose, transferHandlers } from 'comlink'
import { expect, test } from 'vitest'
import { EngineError } from '../core/errors/engine-error'
import type { EngineApi } from '../protocol/engine-api'
import type { Job, PictureResult } from '../protocol/jobs'
import type { Capabilities } from '../protocol/machine'
import { createEngineClient } from './engine-client'
import type { WorkerLike } from './worker-host'

/** Workers made of message channels: each has its end in this thread, and dies when told. */
function fakeWorkers(implement: (life: number) => Partial<EngineApi>) {
  const names: string[] = []
  const waiting: Array<() => void> = []
  const ports: MessagePort[] = []
  let errors: EventTarget | null = null
  const spawn = (name: string): WorkerLike => {
    names.push(name)
    const { port1, port2 } = new MessageChannel()
    ports.push(port1, port2)
    expose(implement(names.length), port2)
    errors = port1
    return Object.assign(port1, { terminate: () => port2.close() }) as unknown as WorkerLike
  }
  return {
    names,
    spawn,
    lockWatch: (_name: string, signal: AbortSignal, granted: () => void) => void waiting.push(() => { if (!signal.aborted) granted() }),
    /** The worker's lock is free: it is gone. */
    die: () => waiting.pop()?.(),
    /** The script did not start. */
    failToStart: () => errors?.dispatchEvent(new Event('error')),
    close: () => { for (const port of ports) port.close() },
  }
}

const never = <T>() => new Promise<T>(() => {})
const capabilities = async () => ({ backend: 'wasm' }) as Capabilities
const codeOf = (promise: Promise<unknown>) => promise.then(() => 'answered', (error: unknown) => (error instanceof EngineError ? error.code : String(error)))

test('an error keeps its code and what its sentence tells over the thread', async () => {
  const workers = fakeWorkers(() => ({ library: () => Promise.reject(new EngineError('not-found.on-host', { what: 'a model', host: 'hub.test' }, 'd')) }))
  const client = createEngineClient({ onRestart: () => {}, ...workers })
  expect(transferHandlers.has('throw')).toBe(true)
  await expect(client.library()).rejects.toMatchObject({ code: 'not-found', key: 'not-found.on-host', params: { what: 'a model', host: 'hub.test' }, detail: 'd' })
  workers.close()
})

test('the worker’s name carries a fresh id and the options', async () => {
  const workers = fakeWorkers(() => ({ capabilities }))
  await createEngineClient({ onRestart: () => {}, options: 'backend=wasm', ...workers }).capabilities()
  expect(workers.names[0]).toMatch(/^darkroom-engine:[0-9a-f]{32}\|backend=wasm$/)
  workers.close()
})

test('a dead worker ends every pending call, and a fresh one answers the next', async () => {
  const workers = fakeWorkers((life) => ({ capabilities, storage: life === 1 ? never : async () => ({ usedBytes: 1, quotaBytes: 2, persisted: true, inMemory: false, unreadable: [] }) }))
  let restarts = 0
  const client = createEngineClient({ onRestart: () => { restarts += 1 }, ...workers })
  await client.capabilities()
  const pending = [codeOf(client.storage()), codeOf(client.storage())]
  workers.die()
  expect(await Promise.all(pending)).toEqual(['worker-crashed', 'worker-crashed'])
  expect([restarts, workers.names.length]).toEqual([1, 2])
  expect(workers.names[0]).not.toBe(workers.names[1])
  expect((await client.storage()).persisted).toBe(true)
  workers.close()
})

test('a worker that never starts is not spawned again until someone asks', async () => {
  const workers = fakeWorkers((life) => (life === 1 ? { capabilities: never } : { capabilities }))
  const client = createEngineClient({ onRestart: () => {}, ...workers })
  const first = codeOf(client.capabilities())
  workers.failToStart()
  expect(await first).toBe('worker-crashed')
  expect(workers.names).toHaveLength(1)
  expect((await client.capabilities()).backend).toBe('wasm')
  expect(workers.names).toHaveLength(2)
  workers.close()
})

const job = (id: string) => ({ id }) as Job

test('abort cancels this very job, and it ends with the worker’s own word', async () => {
  const stops = new Map<string, () => void>()
  const workers = fakeWorkers(() => ({
    submit: ({ id }: Job) => new Promise<PictureResult>((_resolve, reject) => { stops.set(id, () => reject(new EngineError('cancelled.run', {}))) }),
    cancel: async (id) => stops.get(id)?.(),
  }))
  const client = createEngineClient({ onRestart: () => {}, ...workers })
  const controller = new AbortController()
  let others = 'runs'
  void codeOf(client.submit(job('other'), () => {})).then((code) => { others = code })
  const run = codeOf(client.submit(job('mine'), () => {}, controller.signal))
  await new Promise((resolve) => setTimeout(resolve, 20))
  controller.abort()
  expect(await run).toBe('cancelled')
  expect(others).toBe('runs')
  expect(await codeOf(client.submit(job('late'), () => {}, controller.signal))).toBe('cancelled')
  expect(stops.has('late')).toBe(false)
  workers.close()
})

test('force stop rejects what is pending as cancelled and starts over, without calling it a crash', async () => {
  const workers = fakeWorkers(() => ({ capabilities, storage: never }))
  let restarts = 0
  const client = createEngineClient({ onRestart: () => { restarts += 1 }, ...workers })
  await client.capabilities()
  const pending = codeOf(client.storage())
  client.forceStop()
  expect(await pending).toBe('cancelled')
  workers.die()
  expect([restarts, workers.names.length]).toEqual([1, 2])
  workers.close()
})
