// What a rehearsal leaves on the machine, a browser and the gigabytes of its profile, goes when the program ends, by a signal too.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

const signals = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 }
/** For a browser to end by itself; then it is killed. */
const patienceMs = 20_000
const folders: string[] = []
let closeBrowser = async (): Promise<void> => {}

/** An empty one, to be removed. */
export function passingFolder(prefix: string): string {
  const path = mkdtempSync(join(tmpdir(), prefix))
  folders.push(path)
  return path
}

/**
 * By itself a signal ends a program without its exit handlers; Vite's own listener, once there is a server of its, before the browser
 * is closed. It may come twice: from a terminal, and from npm.
 */
export function leaveNothing(): void {
  process.once('exit', removeFolders)
  let ending = false
  for (const [signal, number] of Object.entries(signals)) {
    process.removeAllListeners(signal)
    process.on(signal, () => {
      if (ending) return
      ending = true
      console.log(`ended by ${signal}`)
      void Promise.race([closeBrowser().catch(() => {}), wait(patienceMs)]).then(() => process.exit(128 + number))
    })
  }
}

/** Playwright kills it in an exit handler, behind which ours has to stand: what still runs writes anew. */
export function passingBrowser(browser: { close(): Promise<void> }): void {
  closeBrowser = () => browser.close()
  process.off('exit', removeFolders)
  process.once('exit', removeFolders)
}

function removeFolders(): void {
  for (const path of folders) rmSync(path, { recursive: true, force: true, maxRetries: 10 })
}
