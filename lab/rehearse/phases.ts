// What a person does with a model of real size, each by the app's own engine in a page: add it by its address, download it with
// the page closed in the middle, load it from storage, make a picture.
import { setTimeout as wait } from 'node:timers/promises'
import type { BrowserContext, Page } from 'playwright'
import { sayError } from '../../src/core/errors/say-error'
import { en } from '../../src/core/errors/words.en'
import { toRequest } from '../../src/core/request/form-values'
import type { LoadedModel } from '../../src/protocol/loaded-model'
import type { EndToEndApi } from '../../src/state/end-to-end-api'
import type { CountingServer } from './server'
import { watchPage } from './watch'
import type { Watch } from './watch'

declare global {
  interface Window { darkroom: EndToEndApi }
}

export interface Opened { page: Page; watch: Watch }

/** `worker`: the browser's process whose work counts as progress. */
export async function openApp(context: BrowserContext, url: string, worker: 'GPU' | 'renderer'): Promise<Opened> {
  const page = await context.newPage()
  await page.addInitScript(() => localStorage.setItem('darkroom.instant', 'off'))
  await page.goto(url)
  await page.waitForFunction(() => 'darkroom' in window)
  return { page, watch: await watchPage(page, worker) }
}

export async function closeApp({ page, watch }: Opened): Promise<void> {
  await watch.stop()
  await page.close()
}

/** `pixels` becomes the model's own size, without guidance: a load warms up so, and in software more takes many minutes. Absent = as it says. */
export async function addModel({ page }: Opened, baseUrl: string, pixels: number | undefined): Promise<{ id: string; precision: string; bytes: number }> {
  const added = await page.evaluate(async ([address, side]) => {
    const { engine } = window.darkroom
    const source = { kind: 'url' as const, baseUrl: address }
    const { manifest, problems } = await engine.inspect(source)
    if (!manifest) return problems
    const small = side === undefined ? {} : { size: { ...manifest.size, width: side, height: side }, defaults: { ...manifest.defaults, guidance: 1 } }
    const id = await engine.addModel(source, { ...manifest, ...small }, () => {})
    const entry = (await engine.library()).find((listed) => listed.manifest.id === id)
    if (!entry) throw new Error('The model was added and is not listed.')
    return { id, precision: entry.precision ?? 'none', bytes: entry.totalBytes }
  }, [baseUrl, pixels] as const)
  if (!('id' in added)) throw new Error(added.map((problem) => `${sayError(problem, en).message} ${problem.detail}`).join(' '))
  return added
}

/** `closedAtBytes` had been sent when the first page was gone. */
export interface Downloaded { seconds: number; closedAtBytes: number; sentBytes: number; heapPeakBytes: number }

/** Half in the page given, which is closed then; the rest in a new one. */
export async function downloadInTwo(first: Opened, reopen: () => Promise<Opened>, server: CountingServer, model: { id: string; bytes: number }): Promise<Downloaded> {
  const before = server.sentBytes()
  let from = performance.now()
  const download = ({ page, watch }: Opened) => watch.guard('download', page.evaluate(async (id) => {
    await window.darkroom.engine.download(id, ({ phase, bytes }) => void window.reportProgress(`${phase}, byte ${bytes}`))
  }, model.id))
  let ended: Error | null = null
  download(first).catch((error: Error) => { ended = error }) // the page is closed under it
  while (server.sentBytes() - before < model.bytes / 2) {
    if (ended) throw ended
    await wait(50)
  }
  let seconds = (performance.now() - from) / 1000
  const firstPeak = first.watch.heapPeak()
  await closeApp(first)
  const closedAtBytes = server.sentBytes() - before

  const second = await reopen()
  from = performance.now()
  await download(second)
  seconds += (performance.now() - from) / 1000
  const heapPeakBytes = Math.max(firstPeak, second.watch.heapPeak())
  await closeApp(second)
  return { seconds, closedAtBytes, sentBytes: server.sentBytes() - before, heapPeakBytes }
}

export function load({ page, watch }: Opened, id: string): Promise<LoadedModel> {
  return watch.guard('load', page.evaluate(async (model) => {
    try {
      return await window.darkroom.engine.load(model, ({ phase, item, bytes }) => void window.reportProgress(`${phase} ${item}, byte ${bytes}`))
    } catch (thrown) { // an error loses all but its message on the way out of the page
      const { message, detail = '' } = thrown as { message: string; detail?: string }
      throw new Error(`${message} ${detail}`, { cause: thrown })
    }
  }, id))
}

/** -> seconds of each step */
export function draw({ page, watch }: Opened, model: string, size: number, steps: number): Promise<number[]> {
  const request = toRequest({ model, prompt: 'red tree', negative: '', steps, guidance: 1, sampler: 'euler', schedule: 'automatic', seed: 1, rng: 'cpu', width: size, height: size }, 1)
  return watch.guard('run', page.evaluate(async (asked) => {
    const job = { id: `rehearsal ${asked.size.width}`, request: asked, show: { preview: 'none' as const, keepSteps: false } }
    const { timings } = await window.darkroom.engine.submit(job, (event) => void window.reportProgress(event.type === 'step' ? `step ${event.index + 1}` : event.type))
    return timings.stepMs.map((ms) => ms / 1000)
  }, request))
}
