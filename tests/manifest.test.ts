// The shipped list of models: valid, in line with the files that lie in public/, and naming only things that exist.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkManifest } from '../src/core/manifest-check'
import { resolveSampler } from '../src/core/samplers'
import { noiseModel, SCHEDULES } from '../src/core/schedule'

const root = join(import.meta.dirname, '..')
const script = join(root, 'scripts', 'manifest.mjs')
const { models } = checkManifest(JSON.parse(readFileSync(join(root, 'public', 'models.manifest.json'), 'utf8')))
const local = models.filter(({ baseUrl }) => existsSync(join(root, 'public', baseUrl)))

test('names a model', () => expect(models.length).toBeGreaterThan(0))

test.each(models)('$id: its defaults and its scheduler are ones that the core knows', ({ defaults, scheduler }) => {
  expect(resolveSampler(defaults.sampler)?.meta.id).toBe(defaults.sampler)
  expect(['automatic', ...SCHEDULES]).toContain(defaults.schedule)
  expect(() => noiseModel(scheduler)).not.toThrow()
})

test.skipIf(local.length === 0)('the files in public/ have the bytes and hashes stated (else: npm run manifest)', () => {
  const { stderr, status } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' })
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 })
})

test('npm run manifest finds a changed file, corrects the manifest, and touches nothing else', () => {
  const folder = mkdtempSync(join(tmpdir(), 'manifest-'))
  try {
    const path = join(folder, 'models.manifest.json')
    const model = { ...structuredClone(models[0]!), baseUrl: 'models/m/', files: [{ path: 'a.bin', bytes: 1, sha256: '' }] }
    const remote = { ...model, baseUrl: 'https://models.test/' }
    writeFileSync(path, JSON.stringify({ version: 1, models: [model, remote] }))
    cpSync(script, join(folder, 'models', 'm', 'a.bin'))
    const run = (...more: string[]) => spawnSync(process.execPath, [script, '--public', folder, ...more], { encoding: 'utf8' })

    expect(run('--check')).toMatchObject({ status: 1, stderr: expect.stringContaining('a.bin: sha256') })
    expect(run().status).toBe(0)
    const bytes = readFileSync(script)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const expected = { ...model, files: [{ path: 'a.bin', bytes: bytes.length, sha256 }] }
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ version: 1, models: [expected, remote] })
    expect(run('--check').status).toBe(0)

    rmSync(join(folder, 'models', 'm', 'a.bin'))
    expect(run()).toMatchObject({ status: 1, stderr: expect.stringContaining('a.bin is listed but missing') })
  } finally {
    rmSync(folder, { recursive: true })
  }
})
