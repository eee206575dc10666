// `npm run rehearse` itself, with one of our tiny models on the processor: what it does is not what is asked, but that it still does
// it, and that it leaves nothing behind. Its models of real size need Python to be made and minutes to be run.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'

const root = join(import.meta.dirname, '..', '..')
const model = join(root, 'tests', 'golden', 'layouts', 'sd-optimum-taesd')

interface Ended { code: number | null; said: string; leavings: string[]; numbers: string }

/** `endAt`: words at which it is told to end. The model is so small that only a slow line has a middle. */
async function rehearse(args: string[], endAt?: string): Promise<Ended> {
  // Not below the test's own folder: Chromium makes a socket in here, whose path may have 107 letters.
  const place = mkdtempSync(join(tmpdir(), 'darkroom-'))
  const [temporary, file] = [join(place, 'tmp'), join(place, 'numbers.json')]
  mkdirSync(temporary)
  const child = spawn(process.execPath, ['scripts/run-ts.mjs', 'lab/rehearse.ts', 'tiny', '--folder', model, '--wasm', '--rate', '0.2', '--json', file, ...args], { cwd: root, env: { ...process.env, TMPDIR: temporary } })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text
      if (endAt !== undefined && said.includes(endAt)) child.kill('SIGTERM')
    })
  }
  const code = await new Promise<number | null>((ended) => child.on('close', ended))
  const ended = { code, said, leavings: readdirSync(temporary), numbers: existsSync(file) ? readFileSync(file, 'utf8') : '{}' }
  rmSync(place, { recursive: true, force: true })
  return ended
}

test('a rehearsal downloads, resumes, loads, draws, holds its bars and cleans up', async () => {
  const { code, said, leavings, numbers } = await rehearse(['--size', '32', '--steps', '2', '--loads', '1'])
  expect(said).toContain('4 passed, 0 failed')
  expect(code).toBe(0)
  expect(leavings).toEqual([])
  const { bytes, largestTensorBytes, download, loads, pictures, ...rest } = JSON.parse(numbers)
  expect(rest).toMatchObject({ shape: 'tiny', precision: 'fp32', backend: 'wasm', failures: [] })
  expect(largestTensorBytes).toBe(12544)
  // Closed in the middle, and what was stored by then was not fetched again.
  expect(download.closedAtBytes).toBeGreaterThanOrEqual(bytes / 2)
  expect(download.closedAtBytes).toBeLessThan(bytes)
  expect(download.refetchedBytes).toBeLessThan(download.closedAtBytes)
  expect(loads.filter(Boolean)).toHaveLength(1)
  expect(pictures).toMatchObject([{ size: 32, seconds: [expect.any(Number), expect.any(Number)] }])
})

test('one that is ended by a signal takes its browser and its folders with it', async () => {
  const { code, said, leavings } = await rehearse(['--size', '0'], 'verify')
  expect(said).toContain('ended by SIGTERM')
  expect(code).toBe(128 + 15)
  expect(leavings).toEqual([])
})
