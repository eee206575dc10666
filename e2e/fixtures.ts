// What every spec starts from: the app as a person sees it (roles and labels), the typed hook `window.darkroom` for
// numbers that no screen shows, and a guard that fails a test for any error that it did not announce.
import { createHash } from 'node:crypto'
import { expect, test as base } from '@playwright/test'
import type { BrowserContext, Locator, Page, Request } from '@playwright/test'
import type { Backend, GenerateRequest } from '../src/protocol/engine-api'
import type { EndToEndApi, EndToEndResult } from '../src/state/end-to-end-api'

export { expect }
export type { EndToEndResult }

declare global {
  interface Window { darkroom: EndToEndApi }
}

export interface ProjectOptions {
  /** What this project's browser runs the model on. */
  backend: Backend
  /** Previews while typing, off unless a spec is about them: they would fetch and draw between its lines. */
  instant: boolean
}

interface Fixtures {
  app: App
  /** Opens the app in another page of the same browser profile: a second tab. */
  secondTab: () => Promise<App>
  /** Announces errors that the test provokes: a message that matches one of these is no failure. */
  expectError: (...patterns: RegExp[]) => void
}

/** Everything not said keeps these, so that a spec costs seconds even in software. */
const small: Partial<GenerateRequest> = { prompt: 'a red fish', negativePrompt: '', sampler: 'euler', schedule: 'automatic', steps: 2, guidance: 1, seed: 7 }
/** The smallest picture of the model, for the software GPU. */
const smallest = { width: 64, height: 64 }

export class App {
  readonly prompt: Locator
  readonly seed: Locator
  readonly generateButton: Locator
  readonly cancelButton: Locator
  /** The picture on the easel, once there is one. */
  readonly picture: Locator
  readonly strip: Locator
  readonly modelCard: Locator
  readonly alert: Locator

  constructor(readonly page: Page, readonly backend: Backend) {
    this.prompt = page.getByLabel('Prompt', { exact: true })
    this.seed = page.getByLabel('Seed', { exact: true })
    this.generateButton = page.getByRole('button', { name: 'Generate', exact: true })
    this.cancelButton = page.getByRole('button', { name: 'Cancel', exact: true })
    this.picture = page.getByRole('img', { name: /^Picture: / })
    this.strip = page.getByRole('slider', { name: 'Steps of this picture' })
    this.modelCard = page.getByRole('region', { name: 'Model' })
    this.alert = page.getByRole('alert')
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

  ready() {
    return this.page.evaluate(() => window.darkroom.ready())
  }

  /** One picture through the page's own form and button. Rejects with what a person would be told. */
  generate(request: Partial<GenerateRequest> = {}): Promise<EndToEndResult> {
    return this.page.evaluate((full) => window.darkroom.generate(full), this.complete(request))
  }

  /** Starts a picture and lets it go on; its end is for the test to look for. */
  async begin(request: Partial<GenerateRequest> = {}): Promise<void> {
    await this.page.evaluate((full) => void window.darkroom.generate(full).catch(() => undefined), this.complete(request))
  }

  private complete(request: Partial<GenerateRequest>): Partial<GenerateRequest> {
    return { ...small, ...(this.backend === 'webgpu' && smallest), ...request }
  }

  /** Whether a sentence of the status line is shown. */
  says(words: RegExp | string): Locator {
    return this.page.getByRole('main').getByText(words)
  }
}

export const test = base.extend<Fixtures & ProjectOptions>({
  backend: ['wasm', { option: true }],
  instant: [false, { option: true }],

  context: async ({ context, instant }, use) => {
    // A page without an origin (about:blank) has no storage.
    if (!instant) await context.addInitScript(() => { if (location.protocol.startsWith('http')) localStorage.setItem('darkroom.instant', 'off') })
    await use(context)
  },

  app: async ({ page, backend }, use) => {
    await use(new App(page, backend))
  },

  secondTab: async ({ context, backend }, use) => {
    await use(async () => new App(await context.newPage(), backend))
  },

  // Automatic: a spec that never mentions it is guarded too.
  expectError: [
    async ({ context }, use) => {
      const allowed: RegExp[] = []
      const seen: string[] = []
      guard(context, (message) => seen.push(message))
      await use((...patterns) => allowed.push(...patterns))
      expect(seen.filter((message) => !allowed.some((pattern) => pattern.test(message)))).toEqual([])
    },
    { auto: true },
  ],
})

function guard(context: BrowserContext, report: (message: string) => void): void {
  // Of the page and of its workers, unhandled rejections included.
  context.on('weberror', (error) => report(`uncaught: ${error.error().message}`))
  context.on('console', (message) => {
    if (message.type() === 'error') report(`console: ${message.text()}`)
  })
  context.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? ''
    // A finished picture that the page was still reading when the test left it. One that was given up too early is ERR_FILE_NOT_FOUND.
    if (request.url().startsWith('blob:') && why === 'net::ERR_ABORTED') return
    report(`failed: ${request.url()} ${why}`)
  })
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
