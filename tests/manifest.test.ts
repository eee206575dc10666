// The shipped list of models: valid, in line with the files that lie in public/, and naming only things that exist.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
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

test('npm run manifest lists the precisions that lie in the folder, and their files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'manifest-'))
  try {
    const lay = (part: string, ...names: string[]) => {
      mkdirSync(join(folder, 'm', part), { recursive: true })
      for (const name of names) writeFileSync(join(folder, 'm', part, name), `${part}/${name}`)
    }
    lay('tokenizer', 'tokenizer.json', 'tokenizer_config.json')
    writeFileSync(join(folder, 'm', 'tokenizer', 'tokenizer.json'), '{}')
    writeFileSync(join(folder, 'm', 'tokenizer', 'tokenizer_config.json'), '{}')
    for (const part of ['text_encoder', 'vae_decoder']) lay(part, 'model.onnx', 'model.onnx_data', 'model_q8.onnx', 'model_q8f16.onnx', 'model_q8.onnx_data')
    lay('unet', 'model.onnx', 'model.onnx_data', 'model_fp16.onnx', 'model_q8.onnx', 'model_q8f16.onnx', 'model_q8.onnx_data', 'model_q8_xray.onnx', 'model_q4.onnx', 'model_q4.onnx_data')
    lay('unet_instant', 'model_q8.onnx') // without its weights it is not there
    writeFileSync(join(folder, 'measured.json'), JSON.stringify({ q8: { psnr: 41.5 }, q4: { psnr: 30 } }))
    const path = join(folder, 'models.manifest.json')
    writeFileSync(path, JSON.stringify({ version: 1, models: [{ ...models[0]!, baseUrl: 'm/' }] }))
    const run = (...more: string[]) => spawnSync(process.execPath, [script, '--public', folder, '--measured', join(folder, 'measured.json'), ...more], { encoding: 'utf8' })

    expect(run('--check')).toMatchObject({ status: 1, stderr: expect.stringContaining('precisions') })
    expect(run().status).toBe(0)
    const written = checkManifest(JSON.parse(readFileSync(path, 'utf8'))).models[0]!
    const short = written.precisions.map(({ id, requires, psnr, graphs: { unet, vaeDecoder, xrayUnet, instantUnet } }) => [id, requires, psnr, unet.externalData, vaeDecoder.graph, xrayUnet?.graph, instantUnet])
    expect(short).toEqual([
      ['q8f16', ['shader-f16'], undefined, { 'model_q8.onnx_data': 'unet/model_q8.onnx_data' }, 'vae_decoder/model_q8f16.onnx', 'unet/model_q8_xray.onnx', undefined],
      ['q8', undefined, 41.5, { 'model_q8.onnx_data': 'unet/model_q8.onnx_data' }, 'vae_decoder/model_q8.onnx', 'unet/model_q8_xray.onnx', undefined],
      // fp16 has a UNet but no other graph here.
      ['fp32', undefined, undefined, { 'model.onnx_data': 'unet/model.onnx_data' }, 'vae_decoder/model.onnx', undefined, undefined],
      ['q4', undefined, 30, { 'model_q4.onnx_data': 'unet/model_q4.onnx_data' }, 'vae_decoder/model_q8.onnx', 'unet/model_q8_xray.onnx', undefined],
    ])
    const listed = written.files.map((file) => file.path)
    expect(listed).toHaveLength(2 + 5 + 8 + 5) // of the UNet all but model_fp16.onnx
    expect(listed).not.toContain('unet/model_fp16.onnx')
    expect(run('--check').status).toBe(0)
  } finally {
    rmSync(folder, { recursive: true })
  }
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
