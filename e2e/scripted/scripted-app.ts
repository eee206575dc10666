// The built app over an engine that a test leads by the hand: the worker's script is answered with engine.worker.ts, all else is as built.
import { join } from 'node:path'
import type { BrowserContext, Page } from '@playwright/test'
import { build } from 'vite'
import { scriptChannel } from './script'
import type { Script } from './script'

let code: Promise<string> | undefined

async function bundle(): Promise<string> {
  const built = await build({
    configFile: false, logLevel: 'silent', root: import.meta.dirname,
    build: { write: false, target: 'esnext', lib: { entry: join(import.meta.dirname, 'engine.worker.ts'), formats: ['es'], fileName: 'engine' } },
  })
  const [first] = Array.isArray(built) ? built : [built]
  if (!first || !('output' in first)) throw new Error('the scripted engine was not built')
  return first.output[0].code
}

/** From now on, pages of this profile start the scripted engine. */
export async function scriptEngines(context: BrowserContext): Promise<void> {
  const body = await (code ??= bundle())
  const headers = { 'Cross-Origin-Embedder-Policy': 'require-corp', 'Cross-Origin-Resource-Policy': 'same-origin' }
  await context.route(/\/assets\/diffusion\.worker-[^/]*\.js$/, (route) => route.fulfill({ contentType: 'text/javascript', body, headers }))
}

/** Pictures wait before their next step, take so many, go on by themselves, or fail at the next. */
export async function tell(page: Page, script: Script): Promise<void> {
  await page.evaluate(([channel, said]) => {
    const line = new BroadcastChannel(channel)
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel goes nowhere else
    line.postMessage(said)
    line.close()
  }, [scriptChannel, script] as const)
}
