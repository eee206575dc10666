// Finds a Chromium that starts, or installs one, so that tests need nothing set up by hand.
import { execFileSync, spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from 'playwright'

/** What every run needs: no sandbox (root in containers) and no traffic of the browser's own. */
const quiet = ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run']

/**
 * WebGPU in software, for machines without a GPU. Without the four Vulkan flags the adapter works too, but the GPU process dies
 * at the first WebGPU canvas (docs/pitfalls.md).
 */
export const softwareWebGpuFlags = [
  '--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader',
  '--use-angle=swiftshader', '--enable-features=Vulkan', '--use-vulkan=swiftshader', '--disable-vulkan-surface',
  ...quiet,
]

/** No WebGPU adapter, even where a GPU exists: the wasm path is what gets tested. */
export const noWebGpuFlags = ['--disable-gpu', ...quiet]

/** The machine's own GPU where it has one, else the software adapter. */
export const realGpuFlags = ['--enable-unsafe-webgpu', '--ignore-gpu-blocklist', '--enable-features=Vulkan', ...quiet]

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'msedge', 'microsoft-edge', 'microsoft-edge-stable']
const usualPlaces = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
]

/**
 * Path of a Chromium that starts. With `install`, fetches one when there is none.
 * @param {{ install?: boolean }} [options]
 * @returns {string}
 */
export function findChromium({ install = false } = {}) {
  const asked = process.env.DARKROOM_CHROMIUM
  if (asked) {
    if (starts(asked)) return asked
    throw new Error(`DARKROOM_CHROMIUM is ${asked}, which is no browser that starts.`)
  }
  const present = firstThatStarts()
  if (present) return present
  if (install) {
    for (const attempt of [fromPlaywright, () => installByApt(['chromium'])]) {
      attempt()
      const found = firstThatStarts()
      if (found) return found
    }
  }
  throw new Error('No Chromium found. Install one, or name one: DARKROOM_CHROMIUM=/path/to/chromium npm test')
}

function firstThatStarts() {
  const onPath = (process.env.PATH ?? '').split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)))
  return [chromium.executablePath(), ...onPath, ...usualPlaces].find(starts)
}

/**
 * A downloaded browser may lack system libraries, and Ubuntu's `chromium` may be a stub that asks for snap:
 * only a run tells.
 * @param {string} path
 */
export function starts(path) {
  if (!path || !isExecutable(path)) return false
  if (process.platform === 'win32') return true
  return spawnSync(path, ['--version', '--no-sandbox'], { timeout: 30_000, stdio: 'ignore' }).status === 0
}

/** @param {string} path */
function isExecutable(path) {
  if (!existsSync(path)) return false
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function fromPlaywright() {
  const env = { ...process.env }
  delete env.PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD
  attemptTo('npx', ['playwright', 'install', '--no-shell', 'chromium'], env)
}

/** Does nothing where this is not root on Debian. @param {string[]} packages */
export function installByApt(packages) {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  attemptTo('apt-get', ['update'], env)
  attemptTo('apt-get', ['install', '-y', '--no-install-recommends', ...packages], env)
}

/**
 * Runs an installer; when it fails, the next way is tried, so this only tells.
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
function attemptTo(command, args, env) {
  console.error(`A browser is missing: ${command} ${args.join(' ')}`)
  try {
    execFileSync(command, args, { env, stdio: ['ignore', 'ignore', 'inherit'], timeout: 300_000 })
  } catch (error) {
    console.error(`That did not work: ${error instanceof Error ? error.message : error}`)
  }
}
