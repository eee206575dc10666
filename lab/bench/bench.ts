// npm run bench [-- --steps 3 --rounds 2 --backend webgpu|wasm|both --gpu]: measures on this machine, side by side in one run, prints a
// table and writes lab/bench/results/<date>.json. Absolute times belong to the machine; the ratios are what a change is judged by.
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { chromium } from 'playwright'
import type { Page } from 'playwright'
import { build, preview } from 'vite'
import { findChromium, realGpuFlags, softwareWebGpuFlags } from '../../scripts/chromium.mjs'
import { manifestPlugin } from '../../scripts/manifest-plugin.mjs'
import type { BenchApi, LoadTimes, LoopTimes, Memory } from './bench.worker'
import type { PlanTimes } from './plan-times'
import config from '../../vite.config'

const { values: asked } = parseArgs({ options: { steps: { type: 'string', default: '4' }, rounds: { type: 'string', default: '2' }, backend: { type: 'string', default: 'both' }, gpu: { type: 'boolean', default: false } } })
const steps = Number(asked.steps)
const rounds = Number(asked.rounds)
const backends = (['webgpu', 'wasm'] as const).filter((name) => asked.backend === 'both' || asked.backend === name)

type ByBackend<T> = Partial<Record<(typeof backends)[number], T>>

const root = join(import.meta.dirname, '..', '..')
const outDir = join(root, 'lab', 'bench', 'dist')
await build({
  ...config, configFile: false, root: join(root, 'lab', 'bench'), publicDir: join(root, 'public'), logLevel: 'warn', plugins: [manifestPlugin()],
  build: { ...config.build, outDir, emptyOutDir: true, chunkSizeWarningLimit: 2000 },
})
const server = await preview({ configFile: false, root: join(root, 'lab', 'bench'), logLevel: 'warn', build: { outDir }, preview: { port: 0, headers: config.preview?.headers ?? {} } })
const address = server.httpServer.address()
if (address === null || typeof address === 'string') throw new Error('the server has no port')
const browser = await chromium.launch({ executablePath: findChromium(), args: ['--headless=new', ...(asked.gpu ? realGpuFlags : softwareWebGpuFlags)] })
try {
  const page = await browser.newPage()
  const url = `http://localhost:${address.port}/`
  await page.goto(url)
  const load = { cold: await loadFiles(page), warm: await reload(page, () => loadFiles(page)) }
  const loops: ByBackend<LoopTimes & Memory> = {}
  const plans: ByBackend<Record<string, PlanTimes>> = {}
  for (const backend of backends) ({ loops: loops[backend], plans: plans[backend] } = await measure(page, backend))
  report(load, loops, plans)
} finally {
  await browser.close()
  await server.close()
}

function loadFiles(page: Page): Promise<LoadTimes> {
  return page.evaluate(async () => {
    const api = await window.bench.open('wasm')
    const times = await api.loadFiles()
    window.bench.close()
    return times
  })
}

async function reload<T>(page: Page, work: () => Promise<T>): Promise<T> {
  await page.reload()
  return work()
}

/** Loops and plans, each in a worker of its own. */
function measure(page: Page, backend: 'webgpu' | 'wasm'): Promise<{ loops: LoopTimes & Memory; plans: Record<string, PlanTimes> }> {
  return page.evaluate(async ([name, stepCount, roundCount]) => {
    const inWorker = async <T>(work: (api: BenchApi) => Promise<T>) => {
      const found = await work(await window.bench.open(name))
      window.bench.close()
      return found
    }
    return { loops: await inWorker((api) => api.loops(stepCount, roundCount)), plans: await inWorker((api) => api.plans(stepCount, roundCount)) }
  }, [backend, steps, rounds] as const)
}

function planRows([backend, plans]: [string, Record<string, PlanTimes>]): [string, string][] {
  const [easiest] = Object.values(plans)
  return Object.entries(plans).map(([name, { pictureMs, gpuBytes }]) => [
    `${backend}: picture, ${name}`,
    `${ms(median(pictureMs))} ms (${(median(pictureMs) / median(easiest!.pictureMs)).toFixed(2)} ×)${backend === 'webgpu' ? `, ${mb(gpuBytes)} on the GPU after it` : ''}`,
  ])
}

function report(load: Record<'cold' | 'warm', LoadTimes>, loops: ByBackend<LoopTimes & Memory>, plans: ByBackend<Record<string, PlanTimes>>): void {
  const rows: [string, string][] = [['machine', `${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} cores, Chromium ${browser.version()}`]]
  const summary: Record<string, unknown> = {}
  for (const [backend, times] of Object.entries(loops)) {
    const step = median(times.stepMs)
    const unet = median(times.unetMs)
    const plain = median(times.plainMs)
    summary[backend] = { stepMs: step, unetMs: unet, restMs: step - unet, plainStepMs: plain, plainOverOurs: plain / step, restOverUnet: (step - unet) / unet }
    const [slowest, fastest] = [(a: number, b: number) => b - a, (a: number, b: number) => a - b].map((order) => Object.entries(times.samplerMs).sort(([, a], [, b]) => order(a, b))[0]!)
    rows.push(
      [`${backend}: network, ms per step`, ms(unet)],
      [`${backend}: everything else (no preview), ms per step`, `${ms(step - unet)} (${((100 * (step - unet)) / unet).toFixed(1)} % of the network)`],
      [`${backend}: painting the preview, ms per step`, ms(median(times.previewStepMs) - step)],
      [`${backend}: our loop / plain loop, ms per step`, `${ms(step)} / ${ms(plain)} (plain takes ${(plain / step).toFixed(3)} × ours)`],
      [`${backend}: samplers beside the network, ms per step`, `${ms(fastest![1])} (${fastest![0]}) to ${ms(slowest![1])} (${slowest![0]}, ${((100 * slowest![1]) / unet).toFixed(2)} % of the network)`],
      [`${backend}: bytes up per step, readbacks in the loop`, backend === 'webgpu' ? `${times.uploadBytesPerStep}, ${times.readbacks}` : 'no GPU'],
      [`${backend}: GPU bytes live / peak, wasm heap`, `${mb(times.gpuLive)} / ${mb(times.gpuPeak)}, ${mb(times.wasmHeap)}`],
    )
  }
  rows.push(
    ...Object.entries(plans).flatMap(planRows),
    ['load: cold (download, store, verify)', `${ms(load.cold.filesMs)} ms for ${mb(load.cold.bytes)}`],
    ['load: warm (IndexedDB, verified)', `${ms(load.warm.filesMs)} ms, ${load.warm.source}`],
    ['load: the same Blobs read raw', `${ms(load.warm.rawReadMs)} ms (warm takes ${(load.warm.filesMs / load.warm.rawReadMs).toFixed(2)} ×)`],
  )
  const width = Math.max(...rows.map(([name]) => name.length))
  for (const [name, value] of rows) console.log(`${name.padEnd(width)}  ${value}`)
  const folder = join(root, 'lab', 'bench', 'results')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${new Date().toISOString().replaceAll(':', '-')}.json`)
  writeFileSync(file, JSON.stringify({ steps, rounds, machine: rows[0]?.[1], summary, load, loops, plans }, null, 2))
  console.log(`\nwritten to ${file.slice(root.length + 1)}`)
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

function ms(value: number): string {
  return value.toFixed(value < 10 ? 2 : 0)
}

function mb(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}
