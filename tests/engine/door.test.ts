// The door of the engine, opened in Node with tiny models: whose turn it is, who is cancelled, which model is there, what is refused.
import { createHash } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { FormValues } from '../../src/core/request/fields'
import { defaultValues, toRequest } from '../../src/core/request/form-values'
import { readPngText } from '../../src/core/png'
import type { EngineApi } from '../../src/protocol/engine-api'
import type { JobEvent } from '../../src/protocol/events'
import type { Job, Show } from '../../src/protocol/jobs'
import { createEngine } from '../../workers/engine'
import { first, nodeEnvironment, png, second } from './node-environment'
import type { NodeEnvironment } from './node-environment'

let environment: NodeEnvironment
let engine: EngineApi
beforeEach(async () => {
  environment = await nodeEnvironment()
  engine = createEngine(environment)
})
afterEach(() => engine.dispose())

async function job(id: string, model: string = first, values: Partial<FormValues> = {}, show: Partial<Show> = {}): Promise<Job> {
  const manifest = await environment.library.find(model)
  const request = toRequest({ ...defaultValues(manifest), prompt: 'a red tree', sampler: 'euler', schedule: 'automatic', guidance: 3, steps: 2, width: 32, height: 32, ...values }, 7)
  return { id, request, show: { preview: 'none', keepSteps: false, ...show } }
}

/** Submits, and writes down what happens. */
function submit(one: Job, log: string[], onEvent: (event: JobEvent) => void = () => {}) {
  return engine.submit(one, (event) => {
    if (event.type !== 'loading') log.push(`${one.id} ${event.type}${event.type === 'loaded' ? ` ${event.model.modelId}` : ''}`)
    onEvent(event)
  }).then(
    (result) => {
      log.push(`${one.id} done`)
      return result
    },
    (error: { code: string }) => {
      log.push(`${one.id} ${error.code}`)
      return null
    },
  )
}

const drawn = (id: string, model: string) => ['started', `loaded ${model}`, 'encoding', 'step', 'step', 'decoding', 'done'].map((what) => `${id} ${what}`)

test('jobs run in the order of their submission, each with its own model', { timeout: 120_000 }, async () => {
  const log: string[] = []
  const [a] = await Promise.all([submit(await job('a'), log), submit(await job('b', second), log), submit(await job('c', second), log)])
  expect(log).toEqual([...drawn('a', first), ...drawn('b', second), ...drawn('c', second)])
  expect(environment.fetched).toEqual([first, second]) // c found its model there
  expect(a).toMatchObject({ width: 32, height: 32, backend: 'wasm', timings: { traffic: null } })
  expect(readPngText(new Uint8Array(await a!.png.arrayBuffer()))).toEqual({ parameters: a!.infotext })
  expect(a!.infotext).toContain('Steps: 2')
})

test('a model loaded before is not loaded again, and the same request draws the same picture', { timeout: 120_000 }, async () => {
  const progress: string[] = []
  const facts = await engine.load('load', first, ({ phase }) => progress.push(phase))
  expect(facts).toMatchObject({ modelId: first, backend: 'wasm', retried: false })
  expect(progress.at(-1)).toBe('ready')
  const events: JobEvent[] = []
  const one = await engine.submit(await job('a'), (event) => events.push(event))
  const other = await engine.submit(await job('b'), () => {})
  expect(events.some(({ type }) => type === 'loading')).toBe(false)
  expect(await bytesOf(one.png)).toBe(await bytesOf(other.png))
})

test('a waiting job that is cancelled ends at once and never runs', { timeout: 120_000 }, async () => {
  const log: string[] = []
  const a = submit(await job('a'), log)
  const b = submit(await job('b'), log)
  await engine.cancel('b')
  await b
  expect(log.at(-1)).toBe('b cancelled')
  expect(log).not.toContain('a done')
  await a
  expect(log.filter((line) => line.startsWith('b'))).toEqual(['b cancelled'])
  expect(log.at(-1)).toBe('a done')
})

test('a running job that is cancelled ends after its step, and only that one', { timeout: 120_000 }, async () => {
  const log: string[] = []
  const a = submit(await job('a', first, { steps: 20 }), log, (event) => {
    if (event.type === 'step') void engine.cancel('a')
  })
  const b = submit(await job('b'), log)
  await engine.cancel('nobody')
  await Promise.all([a, b])
  expect(log.filter((line) => line === 'a step').length).toBeLessThan(5)
  expect(log).toContain('a cancelled')
  expect(log.at(-1)).toBe('b done')
})

test('cancelling a load ends that load, not the job behind it; a job’s own id ends its load', { timeout: 120_000 }, async () => {
  environment.slow.value = true
  const log: string[] = []
  const load = engine.load('load', second, () => {}).catch(({ code }: { code: string }) => log.push(`load ${code}`))
  const a = submit(await job('a'), log)
  await engine.cancel('load')
  await load
  expect(log[0]).toBe('load cancelled')
  while (!environment.fetched.includes(first)) await new Promise((later) => setTimeout(later, 5))
  await engine.cancel('a')
  await a
  expect(log.slice(1)).toEqual(['a started', 'a cancelled'])
  environment.slow.value = false
  expect(await submit(await job('b'), log)).not.toBeNull()
})

test('two jobs of one name are one too many', { timeout: 120_000 }, async () => {
  const a = engine.submit(await job('a'), () => {})
  await expect(engine.submit(await job('a'), () => {})).rejects.toMatchObject({ code: 'bad-request' })
  await a
})

test('what cannot be drawn is refused before its model is fetched', async () => {
  const good = await job('a')
  const image = { sha256: 'ab', width: 8, height: 8 }
  const refused = (id: string, change: Partial<Job['request']>) => engine.submit({ ...good, id, request: { ...good.request, ...change } }, () => {})
  await expect(refused('a', { source: { kind: 'picture', image, strength: 0.5, fit: 'crop' } })).rejects.toMatchObject({ code: 'bad-request' })
  await expect(refused('b', { sampling: { ...good.request.sampling, steps: 0 } })).rejects.toMatchObject({ code: 'bad-request' })
  await expect(refused('c', { network: 'instant' })).rejects.toMatchObject({ code: 'bad-request' })
  await expect(refused('d', { model: { id: 'nobody' } })).rejects.toMatchObject({ code: 'unknown-model' })
  expect(environment.fetched).toEqual([])
})

test('a job that runs out of memory is drawn by a lighter plan, which the page hears of', { timeout: 120_000 }, async () => {
  await engine.load('load', first, () => {})
  environment.fullMemory.runs = 1
  const log: string[] = []
  const plans: string[] = []
  const result = await submit(await job('a'), log, (event) => {
    if (event.type === 'memory') plans.push(JSON.stringify(event.plan))
    if (event.type === 'loaded') plans.push(JSON.stringify(event.model.memory))
  })
  expect(result).not.toBeNull()
  expect(log).toEqual(['a started', `a loaded ${first}`, 'a encoding', 'a memory', `a loaded ${first}`, 'a encoding', 'a step', 'a step', 'a decoding', 'a done'])
  expect(plans[1]).toBe(plans[2])
  expect(plans[1]).not.toBe(plans[0])
})

test('a picture is handed over by the hash of its file; what is none is refused', async () => {
  const file = png(new Uint8ClampedArray(4 * 6), 3, 2)
  expect(await engine.putImage(new Blob([file]))).toEqual({ sha256: createHash('sha256').update(file).digest('hex'), width: 3, height: 2 })
  await expect(engine.putImage(new Blob(['no picture']))).rejects.toMatchObject({ code: 'bad-request' })
})

async function bytesOf(blob: Blob): Promise<string> {
  return Buffer.from(await blob.arrayBuffer()).toString('base64')
}
