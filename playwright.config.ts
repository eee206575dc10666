// Drives the BUILT app in a system Chromium, in folders by what a spec needs: ui = any model at all, engine = the real engine on wasm,
// engines = the same app in browsers that Playwright cannot drive, gpu = what is different on WebGPU, in software. *.long.spec.ts are left to `npm run test:long`.
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { defineConfig } from '@playwright/test'
import type { ProjectOptions } from './e2e/fixtures'
import { findChromium, noWebGpuFlags, softwareWebGpuFlags } from './scripts/chromium.mjs'

// This file is read again in every test process, which must not look for another browser or port.
process.env['DARKROOM_CHROMIUM'] ??= findChromium()
process.env['DARKROOM_PORT'] ??= String(await freePort())
const executablePath = process.env['DARKROOM_CHROMIUM']
const port = process.env['DARKROOM_PORT']
const baseURL = `http://127.0.0.1:${port}/`

const onWasm = { backend: 'wasm', launchOptions: { executablePath, args: noWebGpuFlags } } as const
const long = /\.long\.spec\.ts$/

export default defineConfig<ProjectOptions>({
  testDir: 'e2e',
  outputDir: 'test-results',
  // Two browsers: compiling shaders in software takes one core and leaves the other idle. Tests measure order and recovery, not speed.
  workers: 2,
  timeout: 300_000,
  expect: { timeout: 120_000 },
  forbidOnly: Boolean(process.env['CI']),
  reporter: 'list',
  // A trace costs a fifth of the time; whoever looks for a fault asks for one: --trace on.
  use: { baseURL, screenshot: 'only-on-failure', viewport: { width: 1280, height: 900 } },
  projects: [
    // Without a service worker, which would fetch and store beside every test: offline.spec.ts and update.spec.ts are about it.
    { name: 'ui', testDir: 'e2e/ui', testIgnore: long, use: { ...onWasm, model: 'tiny', serviceWorkers: 'block' } },
    { name: 'engine', testDir: 'e2e/engine', testIgnore: long, use: onWasm },
    // Chromium makes the picture that the others are held to.
    { name: 'engines', testDir: 'e2e/engines', use: { ...onWasm, model: 'tiny', serviceWorkers: 'block' } },
    {
      // A UNet step of Pictograms takes seconds here, so only what is different on a GPU runs here, with the tiny model where numbers allow.
      name: 'gpu',
      // Once in a dozen loads on a slow machine this adapter never answers (seen twice, docs/pitfalls.md); a second try tells that from a fault of ours.
      retries: 1,
      testMatch: ['gpu/*.spec.ts', 'engine/{generate,cancel,parity}.spec.ts'],
      use: { backend: 'webgpu', model: 'tiny', serviceWorkers: 'block', launchOptions: { executablePath, args: softwareWebGpuFlags } },
    },
    { name: 'long', testMatch: long, use: onWasm },
  ],
  webServer: {
    command: `node scripts/start.mjs --host 127.0.0.1 --port ${port} --strict-port`,
    url: baseURL,
    timeout: 120_000,
  },
})

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port: free } = server.address() as AddressInfo
  await new Promise((closed) => server.close(closed))
  return free
}
