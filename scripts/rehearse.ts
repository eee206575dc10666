// `npm run rehearse -- FOLDER [--loads N] [--size PIXELS] [--gpu]`: a model of tools/rehearsal.py through the built app in Chromium:
// downloaded with the page closed in the middle, resumed, loaded, reloaded, run for a step. Ends in a table, JSON and the bars.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { chromium } from '@playwright/test'
import type { BrowserContext, Page } from '@playwright/test'
import type { ModelManifest } from '../src/core/manifest'
import type { MemoryReport } from '../src/protocol/engine-api'
import type { EndToEndApi } from '../src/state/end-to-end-api'
import { findChromium, realGpuFlags, softwareWebGpuFlags } from './chromium.mjs'
import { ensureBuilt, serveDist } from './dist.mjs'
import { watchHeap } from './rehearse-heap'
import { barsOf, tableOf } from './rehearse-report'
import type { Rehearsal } from './rehearse-report'
import { serveCounting } from './rehearse-server'

declare global {
  interface Window { darkroom: EndToEndApi }
}

const { values: options, positionals: [given] } = parseArgs({
  allowPositionals: true,
  options: { loads: { type: 'string', default: '3' }, size: { type: 'string', default: '64' }, steps: { type: 'string', default: '1' }, gpu: { type: 'boolean', default: false } },
})
if (!given) {
  console.error('npm run rehearse -- FOLDER [--loads N] [--size PIXELS, 0 = no picture] [--steps N] [--gpu]')
  process.exit(2)
}
/** A load that takes longer hangs. */
const loadMs = 180_000

process.exitCode = await rehearse(resolve(given))

async function rehearse(folder: string): Promise<number> {
  const facts = JSON.parse(readFileSync(join(folder, 'rehearsal.json'), 'utf8')) as Pick<Rehearsal, 'shape' | 'precision' | 'bytes' | 'largestTensorBytes'>
  await ensureBuilt()
  const copy = appThatWaits()
  const site = await serveDist({ port: 0, folder: copy })
  const server = await serveCounting(folder)
  const profile = mkdtempSync(join(tmpdir(), 'darkroom-rehearsal-'))
  // On disk: in a private window, storage is memory.
  const context = await chromium.launchPersistentContext(profile, { executablePath: findChromium(), args: options.gpu ? realGpuFlags : softwareWebGpuFlags })
  try {
    console.log(`Chromium ${context.browser()?.version() ?? ''}`)
    const run = { ...facts, ...(await measured(context, `${site.url}?backend=webgpu`, server, facts.bytes)) }
    console.log(`${tableOf(run)}\n${JSON.stringify(run)}`)
    const bars = barsOf(run)
    for (const { name, good, detail } of bars) console.log(`${good ? 'passed' : 'FAILED'}  ${name}: ${detail}`)
    const failed = bars.filter(({ good }) => !good).length
    console.log(`${bars.length - failed} passed, ${failed} failed`)
    return failed > 0 ? 1 : 0
  } finally {
    await context.close()
    server.close()
    await site.close()
    for (const path of [profile, copy]) rmSync(path, { recursive: true, force: true })
  }
}

async function measured(context: BrowserContext, url: string, server: Awaited<ReturnType<typeof serveCounting>>, bytes: number): Promise<Omit<Rehearsal, 'shape' | 'precision' | 'bytes' | 'largestTensorBytes'>> {
  // 1. Add the model; it is not fetched yet.
  const first = await open(context, url)
  const id = await first.evaluate(async ({ baseUrl, pixels }) => {
    const source = { kind: 'url' as const, baseUrl }
    const { manifest, problems } = await window.darkroom.engine.inspect(source)
    if (!manifest) throw new Error(problems.map(({ message, detail }) => `${message} ${detail}`).join(' '))
    // The first run of a load, its warm-up, is a picture of the model's own size: in software that takes minutes.
    const size = pixels > 0 ? { ...manifest.size, width: pixels, height: pixels } : manifest.size
    return window.darkroom.engine.addModel(source, { ...manifest, size }, () => {})
  }, { baseUrl: server.url, pixels: Number(options.size) })
  const before = server.sentBytes()

  // 2. Download; close the page in the middle.
  let heap = await watchHeap(first)
  let from = performance.now()
  await first.evaluate((model) => void window.darkroom.engine.download(model, () => {}).catch(() => {}), id)
  while (server.sentBytes() - before < bytes / 2) await wait(50)
  let seconds = (performance.now() - from) / 1000
  let peakHeapBytes = heap.peak()
  await first.close()
  console.log(`closed after ${seconds.toFixed(1)} s`)

  // 3. Resume in a new page.
  const second = await open(context, url)
  heap = await watchHeap(second)
  from = performance.now()
  await second.evaluate((model) => window.darkroom.engine.download(model, () => {}), id)
  seconds += (performance.now() - from) / 1000
  peakHeapBytes = Math.max(peakHeapBytes, heap.peak())
  await second.close()
  const refetchedBytes = Math.max(0, server.sentBytes() - before - bytes)
  console.log(`stored after ${seconds.toFixed(1)} s`)

  // 4. Load, each time in a new page: from storage, by a new worker.
  let page: Page | null = null
  let done = 0
  const begun = Number(options.loads)
  const took: number[] = []
  for (let i = 0; i < begun; i++) {
    await page?.close()
    page = await open(context, url)
    heap = await watchHeap(page)
    from = performance.now()
    const loading = page.evaluate((model) => window.darkroom.engine.load(model, () => {}).catch((error: { message: string; detail?: string }) => `${error.message} ${error.detail}`), id)
    const answer = await Promise.race([loading, wait(loadMs, 'hangs')])
    const loaded = typeof answer === 'string' ? null : answer
    if (loaded) {
      done++
      took.push((performance.now() - from) / 1000)
    }
    peakHeapBytes = Math.max(peakHeapBytes, heap.peak())
    console.log(loaded ? `load ${i + 1}: ${took.at(-1)!.toFixed(1)} s on ${loaded.backend}, ${JSON.stringify(loaded.seconds)}, JS heap up to ${(heap.peak() / 1e6).toFixed(0)} MB` : `load ${i + 1}: ${String(answer)}; JS heap up to ${(heap.peak() / 1e6).toFixed(0)} MB, ${JSON.stringify(await page.evaluate(() => window.darkroom.engine.memory()))}`)
  }
  const best = Math.min(...took)

  // 5. One picture.
  const { picture, note } = await draw(page!).catch((error: unknown) => ({ picture: null, note: String(error).split('\n')[0]! }))
  peakHeapBytes = Math.max(peakHeapBytes, heap.peak())
  const memory: MemoryReport = await page!.evaluate(() => window.darkroom.engine.memory())
  return {
    megabytesPerSecondDown: bytes / 1e6 / seconds, refetchedBytes, megabytesPerSecondWarm: bytes / 1e6 / best, secondsToReady: best, loads: { done, begun },
    peakHeapBytes, wasmHeapBytes: memory.wasmHeapBytes, gpuBytes: memory.gpuBytes, gpuPeakBytes: memory.gpuPeakBytes, picture, note,
  }
}

/** The built app whose own model, which would be measured along, is said to be so big that it waits for a yes. -> its folder */
function appThatWaits(): string {
  const dist = join(import.meta.dirname, '..', 'dist')
  const copy = mkdtempSync(join(tmpdir(), 'darkroom-site-'))
  cpSync(dist, copy, { recursive: true, filter: (source) => source !== join(dist, 'models') })
  const { models, ...rest } = JSON.parse(readFileSync(join(dist, 'models.manifest.json'), 'utf8')) as { models: ModelManifest[] }
  const waiting = models.map((model) => ({ ...model, files: model.files.map((file) => ({ ...file, bytes: 1e9 })) }))
  writeFileSync(join(copy, 'models.manifest.json'), JSON.stringify({ ...rest, models: waiting }))
  return copy
}

async function open(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage()
  await page.addInitScript(() => localStorage.setItem('darkroom.instant', 'off'))
  await page.goto(url)
  await page.waitForFunction(() => 'darkroom' in window)
  return page
}

async function draw(page: Page): Promise<Pick<Rehearsal, 'picture' | 'note'>> {
  const pixels = Number(options.size)
  if (pixels === 0) return { picture: null, note: '' }
  const { stepMs } = await page.evaluate(async ({ size, steps }) => {
    const { timings } = await window.darkroom.engine.generate({
      prompt: 'red tree', negativePrompt: '', steps, guidance: 1, sampler: 'euler', schedule: 'automatic', seed: 1, rng: 'cpu', width: size, height: size, preview: 'none',
    }, () => {}, new AbortController().signal)
    return timings
  }, { size: pixels, steps: Number(options.steps) })
  return { picture: { pixels, secondsPerStep: stepMs.reduce((sum, ms) => sum + ms, 0) / stepMs.length / 1000 }, note: '' }
}
