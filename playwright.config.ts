// Drives the BUILT app in a system Chromium, once with WebGPU in software and once without any.
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

const gpuOnly = ['backend.spec.ts', 'agreement.spec.ts', 'traffic.spec.ts', 'traces.spec.ts', 'device-loss.spec.ts', 'tiles.spec.ts', 'memory-plans.spec.ts']

export default defineConfig<ProjectOptions>({
  testDir: 'e2e',
  outputDir: 'test-results',
  // One browser at a time: software WebGPU takes every core there is, and tests measure order and recovery, not speed.
  workers: 1,
  timeout: 300_000,
  expect: { timeout: 120_000 },
  forbidOnly: Boolean(process.env['CI']),
  reporter: 'list',
  use: { baseURL, trace: 'retain-on-failure', viewport: { width: 1280, height: 900 } },
  projects: [
    {
      name: 'no-webgpu',
      testIgnore: gpuOnly,
      use: { backend: 'wasm', launchOptions: { executablePath, args: noWebGpuFlags } },
    },
    {
      // A UNet step takes seconds here, so only what is different on a GPU runs here.
      name: 'software-webgpu',
      // Once in a dozen loads on a slow machine this adapter never answers (seen twice, docs/pitfalls.md); a second try tells that from a fault of ours.
      retries: 1,
      testMatch: ['generate.spec.ts', 'cancel.spec.ts', 'parity.spec.ts', ...gpuOnly],
      use: { backend: 'webgpu', launchOptions: { executablePath, args: softwareWebGpuFlags } },
    },
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
