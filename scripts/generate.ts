// `npm run generate -- "a red fish"`: the built app in a headless browser makes one picture, from the command line.
import { randomInt } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { chromium } from 'playwright'
import type { Page } from 'playwright'
import type { ModelManifest } from '../src/core/manifest'
import { fieldOf, optionalIds } from '../src/core/request/fields'
import type { FormValues } from '../src/core/request/fields'
import { defaultValues, rangeOf, toRequest, valueIn } from '../src/core/request/form-values'
import type { PictureRequest } from '../src/core/request/picture-request'
import type { JobEvent } from '../src/protocol/events'
import type { Timings } from '../src/protocol/jobs'
import type { EndToEndApi } from '../src/state/end-to-end-api'
import { findChromium, realGpuFlags } from './chromium.mjs'
import { ensureBuilt, serveDist } from './dist.mjs'
import { flagOf, readOptions, usage } from './generate-options'
import type { GenerateOptions } from './generate-options'

declare global {
  interface Window {
    darkroom: EndToEndApi
    reportToTerminal(event: JobEvent): void
  }
}

/** A mistake of the person who typed the command, which running it again will not mend. */
class WrongUse extends Error {}

process.exitCode = await main()

async function main(): Promise<number> {
  try {
    await run(optionsOrUsage())
    return 0
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return error instanceof WrongUse ? 2 : 1
  }
}

function optionsOrUsage(): GenerateOptions {
  const args = process.argv.slice(2)
  if (args.includes('--help')) {
    console.log(usage)
    process.exit(0)
  }
  try {
    return readOptions(args)
  } catch (error) {
    throw new WrongUse(error instanceof Error ? error.message : String(error), { cause: error })
  }
}

async function run(options: GenerateOptions): Promise<void> {
  await ensureBuilt()
  const site = await serveDist({ port: 0 })
  const browser = await chromium.launch({ executablePath: findChromium({ install: true }), args: realGpuFlags })
  try {
    const page = await browser.newPage({ serviceWorkers: 'block' })
    // Without a choice the engine takes WebGPU on a real GPU and wasm where there is only a software one.
    await page.goto(`${site.url}${options.backend === 'auto' ? '' : `?backend=${options.backend}`}`)
    await page.waitForFunction(() => 'darkroom' in window)
    const manifest = await modelFor(page, options.values.model)
    const request = fullRequest(manifest, options.values)
    await page.exposeFunction('reportToTerminal', printEvent)
    const { png, backend, timings } = await generate(page, request)
    writeFileSync(options.out, Buffer.from(png, 'base64'))
    console.log(`${options.out}: ${request.size.width}x${request.size.height}, seed ${request.seed.value}, ${backend}, ${describe(timings)}`)
  } finally {
    await browser.close()
    await site.close()
  }
}

async function modelFor(page: Page, id: string | undefined): Promise<ModelManifest> {
  const library = await page.evaluate(() => window.darkroom.engine.library())
  const [first] = library
  const entry = id === undefined ? first : library.find(({ manifest }) => manifest.id === id)
  if (!entry) throw new WrongUse(`There is no model "${id}". There are: ${library.map(({ manifest }) => manifest.id).join(', ')}.`)
  return entry.manifest
}

function fullRequest(manifest: ModelManifest, said: Partial<FormValues>): PictureRequest {
  const values: FormValues = { ...defaultValues(manifest), ...said }
  const { min, max, step = 1 } = rangeOf('width', manifest)
  for (const side of [values.width, values.height]) {
    if (side < min || side > max || side % step !== 0) throw new WrongUse(`--size: this model makes sides from ${min} to ${max} in steps of ${step}, not ${side}.`)
  }
  const request = toRequest(values, values.seed ?? randomInt(2 ** 32))
  for (const id of optionalIds) {
    const field = fieldOf(id)
    const changes = said[id] !== undefined && !(field.kind === 'number' && said[id] === field.off)
    if (changes && valueIn(request, id) === undefined) throw new WrongUse(`--${flagOf(id)} does nothing here: not every sampler has it, and some options need another one beside them.`)
  }
  return request
}

interface Made { png: string; backend: string; timings: Timings }

async function generate(page: Page, request: PictureRequest): Promise<Made> {
  // An error loses all but its text on the way out of the page, so it travels as data.
  const answer = await page.evaluate(
    async (asked): Promise<Made | { failed: string }> => {
      try {
        const { engine } = window.darkroom
        const job = { id: 'generate', request: asked, show: { preview: 'none' as const, keepSteps: false } }
        const { png, backend, timings } = await engine.submit(job, (event) => window.reportToTerminal(event))
        const bytes = new Uint8Array(await png.arrayBuffer())
        return { png: btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')), backend, timings }
      } catch (thrown) {
        const { message, remedy = '', detail = '' } = thrown as { message: string; remedy?: string; detail?: string }
        return { failed: [message, remedy, detail].filter(Boolean).join('\n') }
      }
    },
    request,
  )
  if ('failed' in answer) throw new Error(answer.failed)
  return answer
}

function printEvent(event: JobEvent): void {
  if (event.type === 'started' || event.type === 'loading') return
  if (event.type === 'step') console.log(`step ${event.index + 1} of ${event.steps}, σ ${event.sigma.toFixed(2)}, ${seconds(event.elapsedMs)} (${seconds(event.remainingMs)} left)`)
  else console.log(event.type === 'loaded' ? `${event.model.modelId}, ${event.model.precision}` : event.type)
}

function describe({ encodeMs, stepMs, decodeMs, totalMs }: Timings): string {
  const mean = stepMs.reduce((sum, ms) => sum + ms, 0) / Math.max(1, stepMs.length)
  return `${seconds(totalMs)} (prompt ${seconds(encodeMs)}, ${stepMs.length} steps of ${seconds(mean)}, decoding ${seconds(decodeMs)})`
}

function seconds(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`
}
