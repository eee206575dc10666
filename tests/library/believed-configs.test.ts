// What a model says of itself is bounded before it is believed: a number that would fill the memory, a betas' list of none, a word
// that nobody knows. Each is refused while the folder is looked at, with the file, the field and what was said.
import { expect, test } from 'vitest'
import { said } from '../../src/core/errors/test-said'
import { checkModel } from '../../src/core/manifest-check'
import { inspectModel } from '../../workers/library/inspect-model'
import { asPicked, textGraph, unetGraph, wholeModel } from './tiny-graphs'

const web = { fetch: () => Promise.reject(new TypeError('no network in this test')), online: () => false, sleep: async () => {}, patienceMs: 1000 }
const inspect = (more: Record<string, Blob>) => inspectModel(asPicked({ ...wholeModel(), ...more }), { hub: 'https://hub.test', web })
const json = (value: unknown) => new Blob([typeof value === 'string' ? value : JSON.stringify(value)])

const unet = 'unet/config.json'
const vae = 'vae_decoder/config.json'
const text = 'text_encoder/config.json'
const scheduler = 'scheduler/scheduler_config.json'

test.each([
  [unet, 'sample_size', 4e7], [unet, 'sample_size', 1025], [unet, 'sample_size', 0], [unet, 'sample_size', 64.5], [unet, 'sample_size', '64'], [unet, 'in_channels', 1e9], [unet, 'cross_attention_dim', 2 ** 31],
  [unet, '_class_name', null],
  [vae, 'scaling_factor', 0], [vae, 'scaling_factor', -1], [vae, 'scaling_factor', 1e9], [vae, 'latent_channels', 65], [vae, 'block_out_channels', []], [vae, 'block_out_channels', Array(40).fill(1)],
  [text, 'max_position_embeddings', 2 ** 31], [text, 'max_position_embeddings', 2],
  [scheduler, 'num_train_timesteps', 1e9], [scheduler, 'num_train_timesteps', 10_001], [scheduler, 'num_train_timesteps', 0.5], [scheduler, 'num_train_timesteps', 1], [scheduler, 'num_train_timesteps', 1e300],
  [scheduler, 'beta_end', 1e30], [scheduler, 'beta_end', 1], [scheduler, 'beta_start', -1], [scheduler, 'beta_start', 0], [scheduler, 'trained_betas', []], [scheduler, 'trained_betas', [0.1, 0.2]],
  [scheduler, 'timestep_spacing', 'weird'], [scheduler, 'timestep_spacing', 'constructor'], [scheduler, 'beta_schedule', 'toString'], [scheduler, '_class_name', null], [scheduler, '_class_name', 7],
  ['model_index.json', '_class_name', null], ['model_index.json', '_class_name', ''],
])('%s with %s = %j is refused by name', async (path, field, value) => {
  const { problems, manifest } = await inspect({ [path]: json({ [field]: value }) })
  expect(manifest).toBeNull()
  const message = said(problems[0]).message
  expect(message).toMatch(new RegExp(`^${path} says ${field}: `))
  if (!Array.isArray(value)) expect(message).toContain(JSON.stringify(value))
})

test.each([
  [unet, 'sample_size', 1], [unet, 'sample_size', 1024], [unet, 'sample_size', [96, 64]], [unet, 'sample_size', null], [unet, 'in_channels', 4], [vae, 'scaling_factor', 0.18215], [vae, 'scaling_factor', 1],
  [text, 'max_position_embeddings', 77], [scheduler, 'num_train_timesteps', 1000], [scheduler, 'num_train_timesteps', 10_000], [scheduler, 'beta_end', 0.02], [scheduler, 'trained_betas', null],
  [scheduler, 'trained_betas', Array(1000).fill(0.01)], [scheduler, 'timestep_spacing', 'trailing'], [scheduler, '_class_name', 'EulerDiscreteScheduler'], [scheduler, 'unheard_of', 'x'],
])('%s with %s = %j is a model', async (path, field, value) => {
  expect(await inspect({ [path]: json({ [field]: value }) })).toMatchObject({ problems: [], manifest: expect.anything() })
})

test('a config as Python writes it is read: numbers without an end, and none at all, where they can be', async () => {
  const { problems, manifest } = await inspect({ [scheduler]: json('{"_class_name": "DPMSolverMultistepScheduler", "lambda_min_clipped": -Infinity, "unheard_of": NaN}') })
  expect(problems).toEqual([])
  expect(manifest!.scheduler).toMatchObject({ lambda_min_clipped: -Infinity })
  checkModel({ ...manifest, files: manifest!.files.map((file) => ({ ...file, sha256: '0'.repeat(64) })) }, 'model')
  for (const [field, found] of [['beta_end', 'NaN'], ['sigma_max', 'Infinity'], ['lambda_min_clipped', 'Infinity']] as const) {
    const refused = await inspect({ [scheduler]: json(`{"${field}": ${found}}`) })
    expect(said(refused.problems[0]).message).toMatch(new RegExp(`^${scheduler} says ${field}: ${found}, `))
  }
})

test.each([1e9, 65])('a graph of %i channels is refused before a colour is made up for each', async (channels) => {
  const { problems } = await inspect({ 'unet/model.onnx': unetGraph({ inputs: { sample: [1, channels, 64, 64], timestep: [1], encoder_hidden_states: [1, 77, 768] } }) })
  expect(problems[0]).toMatchObject({ key: 'model-broken.graph-size', params: { found: channels, max: 64 } })
})

test('what adding would refuse is said while it is looked at: nothing is copied before', async () => {
  const long = await inspect({ 'text_encoder/model.onnx': textGraph({ inputs: { input_ids: ['b', 2 ** 31] } }) })
  expect(said(long.problems[0]).message).toContain('model.tokenizer.maxLength 2147483648')
  expect(long.manifest).toBeNull()
  const wide = await inspect({ 'unet/model.onnx': unetGraph({ inputs: { sample: [1, 4, 64, 4e7], timestep: [1], encoder_hidden_states: [1, 77, 768] } }) })
  expect(said(wide.problems[0]).message).toContain('model.size.max')
  const nested = await inspect({ [scheduler]: json({ nested: { a: 1 } }) })
  expect(said(nested.problems[0]).message).toContain('model.scheduler.nested')
})

const licensed = async (link: string, name = 'openrail') => {
  const found = await inspect({ 'README.md': json(`---\nlicense: other\nlicense_name: ${name}\nlicense_link: ${link}\n---\n# hello`) })
  expect(found.problems).toEqual([])
  // As adding does, once the files have their hashes.
  checkModel({ ...found.manifest, files: found.manifest!.files.map((file) => ({ ...file, sha256: '0'.repeat(64) })) }, 'model')
  return found
}

test.each(['LICENSE.md', 'javascript:alert(1)', './LICENSE', 'ftp://x.test/l', 'https://', 'https://a b.test', 'data:text/html,x'])('a licence_link of %s is none, and the model can be added', async (link) => {
  expect((await licensed(link)).licenceUrl).toBeNull()
})

test.each(['https://x.test/LICENSE', 'http://x.test/l?lang=en'])('a licence_link of %s is one', async (link) => {
  expect((await licensed(link)).licenceUrl).toBe(link)
})

test.each(['constructor', '__proto__', 'toString'])('a licence or a padding token called %s is only a name', async (name) => {
  expect((await licensed('', name)).licence).toBe(name)
  const found = await inspect({ 'tokenizer/tokenizer_config.json': json(`{"pad_token":"${name}","bos_token":{"content":3}}`) })
  expect(found.problems).toEqual([])
  expect(found.manifest!.tokenizer.padId).toBe(3) // <|endoftext|>
})
