// `npm run rehearse -- SHAPE`: a model of tools/rehearsal.py through the built app in Chromium: downloaded with the page closed in
// the middle, resumed, loaded again and again, run. Ends in a table and the bars.
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright'
import type { BrowserContext } from 'playwright'
import type { ModelManifest } from '../src/core/manifest'
import { findChromium, noWebGpuFlags, realGpuFlags, softwareWebGpuFlags } from '../scripts/chromium.mjs'
import { ensureBuilt, serveDist } from '../scripts/dist.mjs'
import { largestTensor } from './rehearse/folder'
import { leaveNothing, passingBrowser, passingFolder } from './rehearse/leavings'
import { readOptions, usage } from './rehearse/options'
import type { RehearseOptions } from './rehearse/options'
import { addModel, closeApp, downloadInTwo, draw, load, openApp } from './rehearse/phases'
import type { Opened } from './rehearse/phases'
import { barsOf, loadLine, tableOf } from './rehearse/report'
import type { Rehearsal } from './rehearse/report'
import { serveCounting } from './rehearse/server'
import type { CountingServer } from './rehearse/server'

/** Playwright's own signal handlers would leave this program's folders behind. */
const ourSignals = { handleSIGHUP: false, handleSIGINT: false, handleSIGTERM: false }
/** `worker` is the process that computes. */
const machines = {
  software: { args: softwareWebGpuFlags, backend: 'webgpu', worker: 'GPU' },
  gpu: { args: realGpuFlags, backend: 'webgpu', worker: 'GPU' },
  wasm: { args: noWebGpuFlags, backend: 'wasm', worker: 'renderer' },
} as const

process.exitCode = await main()

async function main(): Promise<number> {
  let options: RehearseOptions
  try {
    options = readOptions(process.argv.slice(2))
    if (!existsSync(options.folder)) throw new Error(`There is no ${options.folder}. Write it first: python tools/rehearsal.py --shape ${options.shape} --out ${options.folder}`)
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`)
    return 2
  }
  const run = await rehearse(options).catch(sentence)
  if (typeof run === 'string') {
    console.log(`${run}\n0 passed, 1 failed`)
    return 1
  }
  if (options.json) writeFileSync(options.json, `${JSON.stringify(run, null, 2)}\n`)
  console.log(tableOf(run))
  const bars = barsOf(run)
  for (const { name, good, detail } of bars) console.log(`${good ? 'PASS' : 'FAIL'}  ${name}: ${detail}`)
  const failed = bars.filter(({ good }) => !good).length
  console.log(`${bars.length - failed} passed, ${failed} failed`)
  return failed > 0 ? 1 : 0
}

async function rehearse(options: RehearseOptions): Promise<Rehearsal> {
  await ensureBuilt()
  const site = await serveDist({ port: 0, folder: appThatWaits() })
  leaveNothing()
  const server = await serveCounting(options.folder, options.rate)
  const { args, backend, worker } = machines[options.on]
  try {
    // On disk: in a private window, storage is memory.
    const context = await chromium.launchPersistentContext(passingFolder('darkroom-rehearsal-'), { executablePath: findChromium(), args, ...ourSignals })
    passingBrowser(context)
    return await measured(context, () => openApp(context, `${site.url}?backend=${backend}`, worker), server, options).finally(() => context.close())
  } finally {
    server.close()
    await site.close()
  }
}

async function measured(context: BrowserContext, open: () => Promise<Opened>, server: CountingServer, { shape, folder, sizes, steps, loads }: RehearseOptions): Promise<Rehearsal> {
  const first = await open()
  const model = await addModel(first, server.url, sizes[0])
  const run: Rehearsal = {
    shape, precision: model.precision, browser: `Chromium ${context.browser()?.version() ?? ''}`, backend: null, plan: null, bytes: model.bytes, largestTensorBytes: await largestTensor(folder),
    download: null, loads: [], heapPeakBytes: { download: 0, load: 0, run: 0 }, wasmHeapBytes: 0, gpuBytes: 0, gpuPeakBytes: 0, pictures: [], failures: [],
  }
  const note = (error: unknown) => {
    run.failures.push(sentence(error))
    console.log(sentence(error))
  }
  try {
    const { seconds, closedAtBytes, sentBytes, heapPeakBytes } = await downloadInTwo(first, open, server, model)
    run.download = { seconds, closedAtBytes, refetchedBytes: Math.max(0, sentBytes - model.bytes) }
    run.heapPeakBytes.download = heapPeakBytes
    console.log(`stored after ${seconds.toFixed(1)} s`)
  } catch (error) {
    note(error)
    return run
  }

  const remember = ({ watch }: Opened, phase: 'load' | 'run') => {
    const { wasmHeapBytes, gpuBytes, gpuPeakBytes } = watch.memory()
    run.heapPeakBytes[phase] = Math.max(run.heapPeakBytes[phase], watch.heapPeak())
    run.wasmHeapBytes = Math.max(run.wasmHeapBytes, wasmHeapBytes)
    run.gpuPeakBytes = Math.max(run.gpuPeakBytes, gpuPeakBytes)
    run.gpuBytes = gpuBytes
  }
  for (let i = 1; i <= loads; i++) {
    const opened = await open()
    const from = performance.now()
    const loaded = await load(opened, model.id).catch(note)
    const taken = (performance.now() - from) / 1000
    await opened.watch.settle()
    remember(opened, 'load')
    run.backend = loaded?.backend ?? run.backend
    run.plan = loaded?.memory ?? run.plan
    run.loads.push(loaded ? { ...loaded.seconds, ready: taken } : null)
    console.log(loadLine(i, run))
    if (loaded && i === loads) {
      for (const size of sizes) {
        opened.watch.resetHeap()
        const seconds = await draw(opened, model.id, size, steps).catch(note)
        await opened.watch.settle()
        remember(opened, 'run')
        if (!seconds) break
        run.pictures.push({ size, seconds })
        console.log(`${size}x${size}: ${seconds.map((each) => each.toFixed(2)).join(', ')} s a step`)
      }
    }
    await closeApp(opened)
  }
  return run
}

/** The built app whose own model, which would be measured along, is said to be so big that it waits for a yes. -> its folder */
function appThatWaits(): string {
  const dist = join(import.meta.dirname, '..', 'dist')
  const copy = passingFolder('darkroom-site-')
  cpSync(dist, copy, { recursive: true, filter: (source) => source !== join(dist, 'models') })
  const { models, ...rest } = JSON.parse(readFileSync(join(dist, 'models.manifest.json'), 'utf8')) as { models: ModelManifest[] }
  const waiting = models.map((model) => (model.source ? model : { ...model, files: model.files.map((file) => ({ ...file, bytes: 1e9 })) }))
  writeFileSync(join(copy, 'models.manifest.json'), JSON.stringify({ ...rest, models: waiting }))
  return copy
}

/** The first line: what follows is where in the page it was thrown. */
function sentence(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0]!
}
