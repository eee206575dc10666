// One wrong field at a time: each is found and named, and a right manifest comes out as it went in.
import { expect, test } from 'vitest'
import { EngineError } from './errors/engine-error'
import { said } from './errors/test-said'
import { checkManifest } from './manifest-check'

const graphs = (): Record<string, object> => Object.fromEntries(
  ['textEncoder', 'unet', 'vaeDecoder'].map((name) => [name, { graph: 'unet/model.onnx', externalData: { 'model.onnx_data': 'unet/model.onnx_data' } }]),
)

const right = () => ({
  version: 1,
  models: [
    {
      id: 'tiny',
      name: 'Tiny',
      description: { en: 'Small.', zh: '小。' },
      licence: 'Apache-2.0',
      baseUrl: 'https://models.test/tiny/',
      files: ['tokenizer.json', 'tokenizer_config.json', 'unet/model.onnx', 'unet/model.onnx_data'].map((path) => ({ path, bytes: 10, sha256: 'ab'.repeat(32) })),
      precisions: [{ id: 'q8f16', requires: ['shader-f16'], graphs: graphs(), psnr: 44.5 }, { id: 'fp32', graphs: graphs() }],
      tokenizer: { tokenizer: 'tokenizer.json', config: 'tokenizer_config.json', maxLength: 77, padId: 0 },
      scheduler: { _class_name: 'DDIMScheduler', beta_start: 0.00085, beta_end: 0.012, trained_betas: null, clip_sample: false },
      latent: { channels: 1, factor: 8, scaling: 0.18, rgbFactors: [[1, 0, -1]], rgbBias: [0, 0, 0] },
      size: { width: 128, height: 64, step: 32, min: 64, max: 256 },
      textWidth: 128,
      defaults: { sampler: 'euler', schedule: 'karras', steps: 20, guidance: 0 },
      examples: { en: ['a fish'], zh: ['一条鱼'] },
    },
  ],
})

/** The manifest with `models[0].<path>` set to `value`; undefined removes it. */
function withField(path: string, value: unknown): unknown {
  const manifest = right()
  const names = path.split('.')
  const last = names.pop()!
  let owner = manifest.models[0] as unknown as Record<string, unknown>
  for (const name of names) owner = owner[name] as Record<string, unknown>
  if (value === undefined) delete owner[last]
  else owner[last] = value
  return manifest
}

function mistake(manifest: unknown): EngineError {
  try {
    checkManifest(manifest)
  } catch (error) {
    expect(error).toBeInstanceOf(EngineError)
    return error as EngineError
  }
  throw new Error('nothing was found')
}

test('a right manifest comes out as it went in', () => {
  expect(checkManifest(right())).toEqual(right())
  for (const name of ['vaeEncoder', 'xrayUnet', 'instantUnet'] as const) {
    const { models } = checkManifest(withField(`precisions.1.graphs.${name}`, { graph: 'unet/model.onnx', externalData: {} }))
    expect(models[0]?.precisions[1]?.graphs[name]?.graph).toBe('unet/model.onnx')
  }
  expect(checkManifest(withField('baseUrl', 'models/tiny/')).models[0]?.baseUrl).toBe('models/tiny/')
})

test('a file may lie elsewhere and be without a published hash', () => {
  const file = { path: 'tokenizer.json', bytes: 10, url: 'https://other.test/resolve/main/tokenizer.json' }
  expect(checkManifest(withField('files.0', file)).models[0]?.files[0]).toEqual(file)
})

test('fields nobody knows are left out, except in the scheduler', () => {
  expect(checkManifest(withField('surprise', 1))).toEqual(right())
  const { models } = checkManifest(withField('scheduler.new_field', 'x'))
  expect(models[0]?.scheduler).toHaveProperty('new_field', 'x')
})

test.each([
  ['id', 'Bad Id'],
  ['name', ''],
  ['description.zh', undefined],
  ['licence', undefined],
  ['baseUrl', 'models/tiny'],
  ['baseUrl', '//evil.test/'],
  ['baseUrl', 'javascript:alert(1)/'],
  ['files', []],
  ['files', {}],
  ['files.2.sha256', 'AB'.repeat(32)],
  ['files.2.sha256', 'ab'],
  ['files.2.sha256', ''],
  ['files.2.url', 'elsewhere/unet.onnx'],
  ['files.0.bytes', 0],
  ['files.0.bytes', 1.5],
  ['files.0.bytes', '10'],
  ['files.1.path', '../secret'],
  ['files.1.path', '/etc/passwd'],
  ['files.1.path', 'https://evil.test/x'],
  ['files.1.path', 'tokenizer.json'],
  ['precisions', undefined],
  ['precisions', []],
  ['precisions', { id: 'fp32' }],
  ['precisions.0.id', 'half precision'],
  ['precisions.1.id', 'q8f16'],
  ['precisions.0.requires', 'shader-f16'],
  ['precisions.0.requires.0', 'f16'],
  ['precisions.0.psnr', 0],
  ['precisions.0.psnr', null],
  ['precisions.1.graphs.unet', undefined],
  ['precisions.1.graphs.unet.graph', 'unet/other.onnx'],
  ['precisions.0.graphs.vaeEncoder', null],
  ['precisions.0.graphs.xrayUnet', 'unet/model.onnx'],
  ['precisions.0.graphs.instantUnet', 7],
  ['tokenizer.config', 'nowhere.json'],
  ['tokenizer.maxLength', 0],
  ['tokenizer.maxLength', 2 ** 31],
  ['tokenizer.padId', 1e15],
  ['files.0.bytes', 2 ** 41],
  ['latent.channels', 65],
  ['latent.factor', 1e9],
  ['latent.scaling', 1e30],
  ['size.max', 1e12],
  ['size.step', 8193],
  ['textWidth', 1e9],
  ['defaults.steps', 1e300],
  ['defaults.guidance', -1e6],
  ['scheduler.num_train_timesteps', 1e300],
  ['scheduler.num_train_timesteps', 0.5],
  ['scheduler.beta_end', 1e30],
  ['scheduler.beta_start', -1],
  ['scheduler.trained_betas', []],
  ['scheduler.timestep_spacing', 'weird'],
  ['scheduler._class_name', null],
  ['scheduler.unheard_of', Array(10_001).fill(1)],
  ['scheduler', []],
  ['scheduler.beta_start', 'small'],
  ['scheduler.nested', { a: 1 }],
  ['latent.scaling', 0],
  ['latent.rgbFactors', [[1, 2, 3], [1, 2, 3]]],
  ['latent.rgbBias', [0, 0]],
  ['latent.rgbBias.1', Number.NaN],
  ['size.width', 100],
  ['size.height', 512],
  ['textWidth', null],
  ['defaults.steps', 0],
  ['defaults.guidance', '4'],
  ['examples.en', 'a fish'],
  ['examples.zh.0', 3],
])('%s = %j is found and named', (path, value) => {
  const named = `models[0].${path}`.replaceAll(/\.(\d+)/g, '[$1]')
  const error = mistake(withField(path, value))
  expect(error).toMatchObject({ code: 'bad-manifest', params: { where: named } })
  expect(said(error).message).toContain(`${named} `)
})

test('external data must be listed', () => {
  expect(mistake(withField('precisions.1.graphs.unet.externalData', { 'model.onnx_data': 'unet/lost.onnx_data' })).params).toMatchObject({ where: 'models[0].precisions[1].graphs.unet.externalData.model.onnx_data' })
})

test.each([
  [null, 'manifest'],
  ['[]', 'manifest'],
  [{ ...right(), version: 2 }, 'version'],
  [{ version: 1 }, 'models'],
  [{ version: 1, models: [null] }, 'models[0]'],
  [{ version: 1, models: [...right().models, ...right().models] }, 'models[1].id'],
])('the outermost fields: %j', (manifest, named) => {
  const error = mistake(manifest)
  expect(error.code).toBe('bad-manifest')
  expect(said(error).message).toContain(`mistake: ${named} `)
})
