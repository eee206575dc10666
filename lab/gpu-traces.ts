// Runs trace files and kernel checks on the WGSL algebra in Chromium: bundles tests/trace/gpu, serves it, and asks the page.
import { join } from 'node:path'
import { chromium } from 'playwright'
import type { Page } from 'playwright'
import { build, preview } from 'vite'
import type { CaseResult } from '../tests/trace/deviation'
import type { KernelChecks } from '../tests/trace/gpu/kernel-checks'
import type { TraceFile } from '../tests/trace/run-cases'
import { findChromium, softwareWebGpuFlags } from '../scripts/chromium.mjs'

/** The GPU sums in float32 where the CPU algebra sums in double. */
export const GPU_TOLERANCE = 1e-4

export async function runOnGpu(files: readonly TraceFile[]): Promise<CaseResult[][]> {
  return withGpuPage(async (page) => {
    const results: CaseResult[][] = []
    for (const file of files) {
      const cases = await page.evaluate((traces) => window.runTraces(traces), file)
      results.push(cases.map((result) => ({
        ...result,
        passed: !result.error && [result.timesteps, result.sigmas, result.sums, result.final].every((value) => value <= GPU_TOLERANCE),
      })))
    }
    return results
  })
}

export function checkKernels(): Promise<KernelChecks> {
  return withGpuPage((page) => page.evaluate(() => window.checkKernels()))
}

/** The graphs of the ONNX runtime's trial by the runtime itself, in single precision: the errors by kernel. */
export function checkRuntime(): Promise<Record<string, number>> {
  return withGpuPage((page) => page.evaluate(() => window.checkRuntime()))
}

async function withGpuPage<T>(work: (page: Page) => Promise<T>): Promise<T> {
  const root = join(import.meta.dirname, '..', 'tests', 'trace', 'gpu')
  const outDir = join(root, 'dist')
  await build({ configFile: false, root, logLevel: 'warn', build: { outDir, emptyOutDir: true, target: 'esnext' } })
  const server = await preview({ configFile: false, root, logLevel: 'warn', build: { outDir }, preview: { port: 0, host: '127.0.0.1' } })
  const browser = await chromium.launch({ executablePath: findChromium(), args: ['--headless=new', ...softwareWebGpuFlags] })
  try {
    const page = await browser.newPage()
    const address = server.httpServer.address()
    if (address === null || typeof address === 'string') throw new Error('the server has no port')
    await page.goto(`http://127.0.0.1:${address.port}/`)
    await page.waitForFunction(() => 'runTraces' in window)
    return await work(page)
  } finally {
    await browser.close()
    await server.close()
  }
}
