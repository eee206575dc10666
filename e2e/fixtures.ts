// What every spec starts from: the app as a person sees it (roles and labels), the typed hook `window.darkroom` for
// numbers that no screen shows, and a guard that fails a test for any error that it did not announce.
// `app` is the file's one warm page; a test that needs a profile nobody used asks for `coldApp` and says why.
/* oxlint-disable no-empty-pattern -- Playwright reads what a fixture needs from its first argument */
import { createHash } from 'node:crypto'
import { expect, test as base } from '@playwright/test'
import type { Browser, BrowserContext, ConsoleMessage, Locator, Page, Request, ViewportSize, WebError } from '@playwright/test'
import type { Backend } from '../src/protocol/machine'
import type { EndToEndApi } from '../src/state/end-to-end-api'
import type { EndToEndResult, FormPart } from '../src/state/end-to-end-runs'
import { scriptEngines } from './scripted/scripted-app'
import { serveTinyApp } from './tiny-site'
import type { TinySite } from './tiny-site'

export { expect }
export type { EndToEndResult }

declare global {
  interface Window { darkroom: EndToEndApi }
}

export interface ProjectOptions {
  /** What this project's browser runs the model on. */
  backend: Backend
  /** What the app's list holds: the shipped list, or one model that loads in a moment. */
  model: 'pictograms' | 'tiny'
  /** 'scripted' = no engine at all, but one that a test leads by the hand (scripted/). */
  engine: 'real' | 'scripted'
  /** Previews while typing, off unless a spec is about them: they would fetch and draw between its lines. */
  instant: boolean
}

interface Fixtures {
  /** The page that the tests of a file share (on the software GPU, those of every file): its model is loaded once. The picture of the test before may still be on it. */
  app: App
  /** In a profile of its own. */
  coldApp: App
  /** Announces errors that the test provokes: a message that matches one of these is no failure. */
  expectError: (...patterns: RegExp[]) => void
  errorGuard: ErrorGuard
}

interface WorkerFixtures {
  /** Started when first asked for. */
  tinySite: () => Promise<TinySite>
  warm: Warm
}

interface ErrorGuard {
  allowed: RegExp[]
  /** Hears what goes wrong in a profile from now on; returns how to stop. */
  watch: (context: BrowserContext) => () => void
}

/** The warm page; `owner` = the options that it was opened with, and the file where loading again costs little. */
interface Warm { owner: string; app: App | null }

/** Everything not said keeps these, so that a spec costs seconds even in software. */
const small: FormPart = { prompt: 'a red fish', negative: '', sampler: 'euler', schedule: 'automatic', steps: 2, guidance: 1, seed: 7 }
/** The smallest picture of the model, for the software GPU. */
const smallest = { width: 64, height: 64 }

export class App {
  readonly prompt: Locator
  readonly seed: Locator
  readonly generateButton: Locator
  readonly stopButton: Locator
  /** The picture on the easel, once there is one. */
  readonly picture: Locator
  readonly strip: Locator
  readonly modelCard: Locator
  readonly alert: Locator

  constructor(readonly page: Page, readonly backend: Backend) {
    this.prompt = page.getByLabel('Prompt', { exact: true })
    this.seed = page.getByLabel('Seed', { exact: true })
    this.generateButton = page.getByRole('button', { name: 'Generate', exact: true })
    this.stopButton = page.getByRole('button', { name: 'Stop now', exact: true })
    this.picture = page.getByRole('img', { name: /^Picture: / })
    this.strip = page.getByRole('slider', { name: 'Steps of this picture' })
    this.modelCard = page.getByRole('region', { name: 'Model' })
    this.alert = page.getByRole('alert')
  }

  /** The same app in another page of this profile: a second tab, for a test to close. */
  async secondTab(): Promise<App> {
    return new App(await this.page.context().newPage(), this.backend)
  }

  /** Goes to the page; does not wait for the model. On a machine without a GPU only a query brings WebGPU about. */
  async open({ hash = '', query = this.backend === 'webgpu' ? '?backend=webgpu&canvas=webgpu' : '', site = './' }: { hash?: string; query?: string; site?: string } = {}): Promise<void> {
    await this.page.goto(`${site}${query}${hash}`)
    await this.page.waitForFunction(() => 'darkroom' in window)
  }

  /** Goes to the page and waits for the model. */
  async openReady(options: Parameters<App['open']>[0] = {}) {
    await this.open(options)
    return this.ready()
  }

  /** The form as a link fills it, without loading the page again; what the link leaves unsaid is as at first. */
  async follow(hash = '#prompt='): Promise<void> {
    await this.page.evaluate((wanted) => {
      // The same address again would be no change.
      if (location.hash === wanted) history.replaceState(null, '', '#')
      const followed = new Promise((resolve) => { addEventListener('hashchange', resolve, { once: true }) })
      location.hash = wanted
      return followed.then(() => undefined)
    }, hash)
  }

  ready() {
    return this.page.evaluate(() => window.darkroom.ready())
  }

  /** One picture through the page's own form and button. Rejects with what a person would be told. */
  generate(values: FormPart = {}): Promise<EndToEndResult> {
    return this.page.evaluate((full) => window.darkroom.generate(full), this.complete(values))
  }

  /** Starts a picture and lets it go on; its end is for the test to look for. */
  async begin(values: FormPart = {}): Promise<void> {
    await this.page.evaluate((full) => void window.darkroom.generate(full).catch(() => undefined), this.complete(values))
  }

  private complete(values: FormPart): FormPart {
    return { ...small, ...(this.backend === 'webgpu' && smallest), ...values }
  }

  /** Whether a sentence of the status line is shown. */
  says(words: RegExp | string): Locator {
    return this.page.getByRole('main').getByText(words)
  }
}

export const test = base.extend<Fixtures & ProjectOptions, WorkerFixtures>({
  backend: ['wasm', { option: true }],
  model: ['pictograms', { option: true }],
  engine: ['real', { option: true }],
  instant: [false, { option: true }],

  tinySite: [
    async ({}, use) => {
      let site: Promise<TinySite> | undefined
      await use(() => (site ??= serveTinyApp()))
      await (await site)?.close()
    },
    { scope: 'worker' },
  ],

  baseURL: async ({ baseURL, model, tinySite }, use) => {
    await use(model === 'tiny' ? (await tinySite()).url : baseURL)
  },

  context: async ({ context, instant, engine, errorGuard }, use) => {
    await prepare(context, instant, engine)
    const stop = errorGuard.watch(context)
    await use(context)
    stop()
  },

  warm: [
    async ({}, use) => {
      const warm: Warm = { owner: '', app: null }
      await use(warm)
      await leave(warm)
    },
    { scope: 'worker' },
  ],

  app: async ({ browser, backend, model, engine, instant, viewport, warm, errorGuard }, use, { file }) => {
    // Other options need another profile. A model's shaders take the software GPU 12 s, so there files share one too.
    const owner = [backend === 'webgpu' ? '' : file, model, engine, instant].join()
    if (warm.owner !== owner || warm.app?.page.isClosed()) await leave(warm)
    warm.owner = owner
    const known = warm.app
    const app = known ?? (await openProfile(browser, backend, instant, engine))
    warm.app = app
    const stop = errorGuard.watch(app.page.context())
    if (known) await comeBack(app, viewport)
    else await app.open()
    await app.ready()
    await use(app)
    stop()
    for (const page of app.page.context().pages()) if (page !== app.page) await page.close()
  },

  coldApp: async ({ page, backend }, use) => {
    await use(new App(page, backend))
  },

  // Automatic: a spec that never mentions it is guarded too.
  errorGuard: [
    async ({}, use) => {
      const seen: string[] = []
      const allowed: RegExp[] = []
      await use({ allowed, watch: (context) => listen(context, (message) => seen.push(message)) })
      expect(seen.filter((message) => !allowed.some((pattern) => pattern.test(message)))).toEqual([])
    },
    { auto: true },
  ],

  expectError: async ({ errorGuard }, use) => {
    await use((...patterns) => errorGuard.allowed.push(...patterns))
  },
})

async function prepare(context: BrowserContext, instant: boolean, engine: ProjectOptions['engine']): Promise<void> {
  if (engine === 'scripted') await scriptEngines(context)
  // A page without an origin (about:blank) has no storage.
  if (!instant) await context.addInitScript(() => { if (location.protocol.startsWith('http')) localStorage.setItem('darkroom.instant', 'off') })
}

async function openProfile(browser: Browser, backend: Backend, instant: boolean, engine: ProjectOptions['engine']): Promise<App> {
  const context = await browser.newContext()
  await prepare(context, instant, engine)
  return new App(await context.newPage(), backend)
}

/** What the test before left open or set is put back; its picture stays. */
async function comeBack(app: App, viewport: ViewportSize | null): Promise<void> {
  if (viewport) await app.page.setViewportSize(viewport)
  await app.page.emulateMedia({ colorScheme: null })
  if ((await app.page.locator('dialog[open]').count()) > 0) await app.page.keyboard.press('Escape')
  await app.follow()
}

async function leave(warm: Warm): Promise<void> {
  await warm.app?.page.context().close()
  warm.app = null
}

/** Errors of the page and of its workers, unhandled rejections included. */
function listen(context: BrowserContext, report: (message: string) => void): () => void {
  const onError = (error: WebError) => report(`uncaught: ${error.error().message}`)
  const onConsole = (message: ConsoleMessage) => {
    if (message.type() === 'error') report(`console: ${message.text()}`)
  }
  const onFailed = (request: Request) => {
    const why = request.failure()?.errorText ?? ''
    // A finished picture that the page was still reading when the test left it. One that was given up too early is ERR_FILE_NOT_FOUND.
    // And the icon, which the browser asks for by itself.
    if (/^blob:|\/icon\.svg$/.test(request.url()) && why === 'net::ERR_ABORTED') return
    report(`failed: ${request.url()} ${why}`)
  }
  context.on('weberror', onError)
  context.on('console', onConsole)
  context.on('requestfailed', onFailed)
  return () => {
    context.off('weberror', onError)
    context.off('console', onConsole)
    context.off('requestfailed', onFailed)
  }
}

/** The requests that go out over the network from now on, by those whose address matches. Answers from a service worker do not count. */
export function watchNetwork(context: BrowserContext, address: RegExp): { urls: () => Promise<string[]> } {
  const requests: Request[] = []
  context.on('request', (request) => {
    if (address.test(request.url())) requests.push(request)
  })
  return {
    urls: async () => {
      const outside: string[] = []
      for (const request of requests) {
        const response = await request.response()
        if (!response?.fromServiceWorker()) outside.push(request.url())
      }
      return outside
    },
  }
}

/** A picture's pixels, short enough to be compared in a message. */
export function fingerprint({ rgba }: EndToEndResult): string {
  return createHash('sha256').update(rgba).digest('hex').slice(0, 16)
}

/** Peak signal-to-noise ratio of two base64 RGBA pictures, in dB; infinite when they are equal. */
export function psnr(left: string, right: string): number {
  const a = Buffer.from(left, 'base64')
  const b = Buffer.from(right, 'base64')
  expect(a.length).toBe(b.length)
  let squares = 0
  for (let i = 0; i < a.length; i++) squares += ((a[i] ?? 0) - (b[i] ?? 0)) ** 2
  return 10 * Math.log10((255 * 255) / (squares / a.length))
}
