// WebKitGTK by plain WebDriver calls: its driver speaks nothing newer, and the few verbs that are needed are not worth a client.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import type { Readable } from 'node:stream'
import type { WebKitParts } from '../../scripts/stock-browsers.mjs'
import { patienceMs, within } from './stock-browser'
import type { StockBrowser } from './stock-browser'

export async function startWebKit({ driver: driverPath, screen: screenPath }: WebKitParts): Promise<StockBrowser> {
  // WebKitGTK cannot do without a screen; Xvfb picks a free number and tells it on the fourth pipe.
  const screen = spawn(screenPath, ['-displayfd', '3', '-screen', '0', '1440x1000x24', '-nolisten', 'tcp'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  const started: ChildProcess[] = [screen]
  const stop = () => { for (const child of started) child.kill() }
  try {
    const [number] = (await within(patienceMs, 'Xvfb', once(screen.stdio[3] as Readable, 'data'))) as [Buffer]
    const port = await freePort()
    const driver = spawn(driverPath, [`--port=${port}`], { stdio: 'ignore', env: { ...process.env, DISPLAY: `:${number.toString().trim()}` } })
    started.push(driver)
    const root = `http://127.0.0.1:${port}`
    await within(patienceMs, 'WebKitWebDriver', listening(root))
    const { sessionId } = (await call(`${root}/session`, 'POST', { capabilities: { alwaysMatch: { timeouts: { script: patienceMs, pageLoad: patienceMs } } } })) as { sessionId: string }
    const session = `${root}/session/${sessionId}`
    return {
      open: async (url) => void (await call(`${session}/url`, 'POST', { url })),
      reload: async () => void (await call(`${session}/refresh`, 'POST', {})),
      evaluate: (expression, ms) => evaluate(`${session}/execute/async`, expression, ms),
      close: async () => {
        await call(session, 'DELETE').finally(stop)
      },
    }
  } catch (error) {
    stop()
    throw error
  }
}

async function call(url: string, method: string, body?: object, ms = patienceMs): Promise<unknown> {
  const response = await fetch(url, { method, signal: AbortSignal.timeout(ms), ...(body && { body: JSON.stringify(body) }) })
  const { value } = (await response.json()) as { value: unknown }
  if (!response.ok) throw new Error((value as { message: string }).message)
  return value
}

async function evaluate(url: string, expression: string, ms: number): Promise<unknown> {
  // A script of WebDriver's says that it is done by a call; what it throws comes back as words.
  const script = `const done = arguments[0]; Promise.resolve().then(() => ${expression}).then((value) => done({ value }), (error) => done({ error: String(error) }))`
  const { value, error } = (await call(url, 'POST', { script, args: [] }, ms)) as { value: unknown; error?: string }
  if (error !== undefined) throw new Error(error)
  return value
}

/** Asks until the driver answers: it says nothing when it begins to listen. */
async function listening(root: string): Promise<void> {
  for (;;) {
    if (await call(`${root}/status`, 'GET', undefined, 1_000).then(() => true, () => false)) return
    await new Promise((waited) => setTimeout(waited, 100))
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const { port } = server.address() as AddressInfo
  await new Promise((closed) => server.close(closed))
  return port
}
