// The list of models: valid by the schema and by the app's own check, in line with the files that lie in public/, and naming only
// things that exist.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { decoderFits, withDecoder } from '../src/core/fast-decoder'
import { defaultHub } from '../src/core/hub'
import { checkManifest } from '../src/core/manifest-check'
import { filesOf } from '../src/core/precision'
import { resolveSampler } from '../src/core/samplers'
import { noiseModel } from '../src/core/schedule'
import { SCHEDULES } from '../src/core/schedule/names'
import { isPublished } from '../src/core/schedule/published-names'
import { originOf } from '../workers/library/model-library'

const root = join(import.meta.dirname, '..')
const script = join(root, 'scripts', 'manifest.mjs')
const parsed = (name: string): unknown => JSON.parse(readFileSync(join(root, name), 'utf8'))
const asWritten = parsed('models.manifest.json')
const { models, decoders } = checkManifest(asWritten)
const shipped = models.filter((model) => originOf(model) === 'shipped')
const onHub = models.filter((model) => originOf(model) === 'public')
const fitsSchema = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true, strictRequired: false }).compile(parsed('models.manifest.schema.json') as object)
const local = shipped.filter(({ baseUrl }) => existsSync(join(root, 'public', baseUrl)))

test('is valid by the schema that it names', () => {
  fitsSchema(asWritten)
  expect(fitsSchema.errors ?? []).toEqual([])
  expect(asWritten).toHaveProperty('$schema', './models.manifest.schema.json')
})

test('the shipped models come first: the app opens with the first', () => {
  expect(shipped[0]!.id).toBe('pictograms')
  expect(onHub.length).toBeGreaterThan(0)
  expect(models).toEqual([...shipped, ...onHub])
})

test.each([
  ['models.1.id', 'Bad Id'],
  ['models.1.id', 'my.model'],
  ['models.1.surprise', 1],
  ['models.1.licence', ''],
  ['models.1.licenceUrl', 'LICENSE'],
  ['models.1.acceptLicence', false],
  ['models.1.source', undefined],
  ['models.1.source.repo', 'no-owner'],
  ['models.1.minimum.gpuBytes', 0],
  ['models.1.files.0.bytes', 0],
  ['models.1.files.0.approximate', 'yes'],
  ['models.1.files.0.path', '../vocab.json'],
  ['models.1.files.0.path', 'a//b'],
  ['models.1.files.0.path', 'a#b'],
  ['models.1.files.0.sha256', 'AB'.repeat(32)],
  ['models.1.files.0.url', 'ftp://elsewhere.test/vocab.json'],
  ['models.1.precisions.0.requires.0', 'f16'],
  ['models.1.precisions.0.graphs.unet.session.graphOptimizationLevel', 'basic'],
  ['models.1.precisions.0.graphs.unet.session.freeDimensionOverrides.height', 'all'],
  ['models.1.latent.range', 'half'],
  ['models.1.tokenizer.padId', -1],
  ['decoders.0.latents', 'sd3'],
  ['decoders.0.latent.scaling', 0],
  ['decoders.0.graph.graph', undefined],
])('%s = %j: neither the schema nor the app takes it', (path, value) => {
  const list = structuredClone(asWritten)
  const names = path.split('.')
  const last = names.pop()!
  const owner = names.reduce((found, name) => found[name] as Record<string, unknown>, list as Record<string, unknown>)
  if (value === undefined) delete owner[last]
  else owner[last] = value
  expect(fitsSchema(list)).toBe(false)
  // Fields that nobody knows are left out by the app, and the ids of added models are its own affair.
  if (last === 'surprise' || value === 'my.model') return
  expect(() => checkManifest(list)).toThrow(expect.objectContaining({ code: 'bad-manifest' }))
})

test.each(onHub)('$id: a hub is asked about whatever has no commit, and all that a precision needs is listed', (model) => {
  const pinned = /^[0-9a-f]{40}$/.test(model.source!.revision)
  expect(model.files.filter(({ url, approximate }) => !pinned && !url && !approximate)).toEqual([])
  expect(model.baseUrl).toBe(`${defaultHub}/${model.source!.repo}/resolve/${model.source!.revision}/`)
  for (const { url } of model.files) if (url) expect(url).toMatch(/^https:\/\/huggingface\.co\/[\w.-]+\/[\w.-]+\/resolve\/[0-9a-f]{40}\//)
  for (const precision of model.precisions) expect(filesOf(model, precision).length).toBeGreaterThanOrEqual(5)
  expect(model.acceptLicence).toBe(true)
  expect(model.minimum!.gpuBytes).toBeGreaterThan(model.minimum!.maxBufferBytes!)
})

test('no axis is fixed that breaks a model when it is: SD-Turbo’s text encoder and its steps', () => {
  const { graphs } = onHub.find(({ id }) => id === 'sd-turbo')!.precisions[0]!
  expect(graphs.textEncoder.session?.freeDimensionOverrides).toEqual({ batch_size: 1 })
  expect(graphs.unet.session?.freeDimensionOverrides).not.toHaveProperty('steps')
})

test('a decoder alone takes the place of the decoder of every model with its latents', () => {
  const [taesd] = decoders!
  const fitting = models.filter((model) => decoderFits(model, taesd!))
  expect(fitting.map(({ id }) => id)).toEqual(['sd-turbo', 'sdxs-512', 'lcm-tiny-sd', 'sd15', 'sd15-webnn'])
  const model = withDecoder(fitting[0]!, taesd!, 'https://mirror.test')
  expect(checkManifest({ version: 1, models: [model] }).models).toEqual([model])
  const needed = filesOf(model, model.precisions[0]!)
  expect(needed.find(({ path }) => path === 'taesd/vae_decoder/model.onnx')).toMatchObject({ bytes: 4912312, url: `https://mirror.test/julienkay/taesd/resolve/${taesd!.source!.revision}/vae_decoder/model.onnx` })
  expect(needed.map(({ path }) => path)).not.toContain('vae_decoder/model.onnx')
  expect(model.latent).toMatchObject({ scaling: 1, channels: 4 })
  // What is stored of the model's own decoder is still its own.
  expect(model.files.map(({ path }) => path)).toContain('vae_decoder/model.onnx')
})

test.each(models)('$id: its defaults and its scheduler are ones that the core knows', ({ defaults, scheduler }) => {
  expect(resolveSampler(defaults.sampler)?.meta.id).toBe(defaults.sampler)
  expect(['automatic', ...SCHEDULES].includes(defaults.schedule) || isPublished(defaults.schedule)).toBe(true)
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
    const run = (...more: string[]) => spawnSync(process.execPath, [script, '--list', path, '--public', folder, '--measured', join(folder, 'measured.json'), ...more], { encoding: 'utf8' })

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
    const run = (...more: string[]) => spawnSync(process.execPath, [script, '--list', path, '--public', folder, ...more], { encoding: 'utf8' })

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
