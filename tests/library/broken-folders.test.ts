// Folders as people have them: of another kind of model, half downloaded, cloned without LFS, several in one. Each gets the
// sentence that says what to do, and what is whole is found in spite of it.
import { expect, test } from 'vitest'
import { said } from '../../src/core/errors/test-said'
import { inspectModel } from '../../workers/library/inspect-model'
import type { PickedFile } from '../../src/protocol/inspection'
import { asPicked, decoderGraph, textGraph, tinyGraph, unetGraph, wholeModel } from './tiny-graphs'

const web = { fetch: () => Promise.reject(new TypeError('no network in this test')), online: () => false, sleep: async () => {}, patienceMs: 1000 }
const inspect = (files: Record<string, Blob>) => inspectModel(asPicked(files), { hub: 'https://hub.test', web })
const blob = (text: string) => new Blob([text])
const without = (...paths: string[]) => Object.fromEntries(Object.entries(wholeModel()).filter(([path]) => !paths.includes(path)))
const pointer = blob(`version https://git-lfs.github.com/spec/v1\noid sha256:${'ab'.repeat(32)}\nsize 1718976000\n`)

test('a whole one is found, with everything a page shows', async () => {
  const found = await inspect({ ...wholeModel(), 'safety_checker/model.onnx': blob('x'), 'README.md': blob('---\nlicense: creativeml-openrail-m\n---\n# hello') })
  expect(found.problems).toEqual([])
  expect(found).toMatchObject({
    name: 'my-sd', family: 'Stable Diffusion 1', licence: 'CreativeML Open RAIL-M', size: { width: 512, height: 512 },
    precisions: [{ id: 'fp32', requires: [], parts: [{ part: 'unet', path: 'unet/model.onnx', takes: 'float32' }, { part: 'textEncoder' }, { part: 'vaeDecoder' }] }],
    unused: [{ path: 'README.md' }, { path: 'model_index.json' }, { path: 'safety_checker/model.onnx', bytes: 1 }, { path: 'scheduler/scheduler_config.json' }],
    manifest: { id: 'my-sd', baseUrl: '', family: 'Stable Diffusion 1', scheduler: { _class_name: 'DDIMScheduler' } },
  })
  expect(found.manifest).not.toHaveProperty('acceptLicence')
  expect(found.precisions[0]!.bytes).toBe(found.used.reduce((sum, { bytes }) => sum + bytes, 0))
})

test.each([
  ['PyTorch weights alone', { 'unet/diffusion_pytorch_model.safetensors': blob('x'), 'model_index.json': blob('{}') }, /holds PyTorch weights; Darkroom needs ONNX graphs/],
  ['a checkpoint', { 'v1-5-pruned.ckpt': blob('x') }, /PyTorch weights/],
  ['GGUF', { 'model-q4_0.gguf': blob('x'), 'vae.safetensors': blob('x') }, /GGUF/],
  ['Core ML', { 'TextEncoder.mlmodelc/weights/weight.bin': blob('x') }, /Core ML/],
  ['OpenVINO', { 'unet/openvino_model.xml': blob('x'), 'unet/openvino_model.bin': blob('x') }, /OpenVINO/],
  ['nothing of a model', { 'holiday.jpg': blob('x') }, /No ONNX graph/],
  ['nothing', {}, /no files/],
  ['a diffusion transformer', { 'onnx/transformer_model_q4f16.onnx': blob('x'), 'onnx/vae_decoder_model_f16.onnx': blob('x') }, /diffusion transformer/],
  ['a ControlNet pipeline', { ...wholeModel(), 'model_index.json': blob('{"_class_name":"StableDiffusionControlNetPipeline"}') }, /ControlNet/],
  ['an inpainting pipeline', { ...wholeModel(), 'model_index.json': blob('{"_class_name":"OnnxStableDiffusionInpaintPipeline"}') }, /inpainting/],
  ['an inpainting UNet', { ...wholeModel(), 'unet/model.onnx': unetGraph({ inputs: { sample: [1, 9, 64, 64], timestep: [1], encoder_hidden_states: [1, 77, 768] } }) }, /inpainting model/],
  ['a UNet that edits', { ...wholeModel(), 'unet/model.onnx': unetGraph({ inputs: { sample: [1, 8, 64, 64], timestep: [1], encoder_hidden_states: [1, 77, 768] } }) }, /edits a picture/],
  ['a video UNet', { ...wholeModel(), 'unet/model.onnx': unetGraph({ inputs: { sample: [1, 4, 16, 64, 64], timestep: [1], encoder_hidden_states: [1, 77, 768] } }) }, /video/],
  ['a UNet for ControlNet', { ...wholeModel(), 'unet/model.onnx': unetGraph({ inputs: { sample: ['b', 4, 'h', 'w'], timestep: [1], encoder_hidden_states: ['b', 77, 768], down_block_0: [1] } }) }, /ControlNet: it takes down_block_0/],
  ['a UNet of another kind', { ...wholeModel(), 'unet/model.onnx': tinyGraph({ inputs: { x: [1] }, outputs: { y: [1] } }) }, /unet of this model does not take sample, timestep, encoder_hidden_states/],
  ['a text encoder missing', without('text_encoder/model.onnx'), /no text_encoder/],
  ['all but the UNet missing', without('text_encoder/model.onnx', 'vae_decoder/model.onnx', 'tokenizer/vocab.json'), /no text_encoder, vae_decoder, tokenizer/],
  ['a config that is no JSON', { ...wholeModel(), 'scheduler/scheduler_config.json': blob('{"_class_name":') }, /scheduler_config.json is not valid JSON/],
  ['a config that is something else', { ...wholeModel(), 'unet/config.json': blob('null') }, /unet\/config.json is not valid JSON, or not what it should be/],
  ['a graph that is a web page', { ...wholeModel(), 'unet/model.onnx': blob('<!doctype html><title>404</title>') }, /unet\/model.onnx is damaged, not completely downloaded, or no ONNX file/],
  ['a graph cut short', { ...wholeModel(), 'unet/model.onnx': unetGraph().slice(0, 200) }, /unet\/model.onnx is damaged, not completely downloaded/],
  ['a graph cloned without LFS', { ...wholeModel(), 'unet/model.onnx': pointer }, /unet\/model.onnx is only a pointer of git-lfs, \d+ bytes in the place of 1,718,976,000/],
  ['a vocabulary cloned without LFS', { ...wholeModel(), 'tokenizer/vocab.json': pointer }, /vocab.json is only a pointer of git-lfs/],
  ['a name that no address takes', Object.fromEntries(Object.entries(wholeModel()).map(([path, file]) => [path.replace('unet/', 'unet#1/'), file])), /names that cannot be kept: unet#1\/model.onnx/],
])('%s', async (_, files, sentence) => {
  const { problems, manifest } = await inspect(files as Record<string, Blob>)
  expect(problems.map((problem) => said(problem).message).join(' ')).toMatch(sentence)
  expect(problems.every((problem) => said(problem).remedy.length > 10)).toBe(true)
  expect(manifest).toBeNull()
})

const outside = (bytes: number) => unetGraph({ weights: [{ name: 'w', dims: [bytes / 4], external: { location: './weights.pb', offset: 0, length: bytes } }] })

test('weights in a file of their own: found at the location that the graph writes, missing, too short, or a pointer', async () => {
  const whole = await inspect({ ...wholeModel(), 'unet/model.onnx': outside(4000), 'unet/weights.pb': new Blob([new Uint8Array(4000)]) })
  expect(whole.problems).toEqual([])
  expect(whole.manifest!.precisions[0]!.graphs.unet).toEqual({ graph: 'unet/model.onnx', externalData: { './weights.pb': 'unet/weights.pb' } })
  expect(whole.precisions[0]!.parts[0]!.bytes).toBe(whole.used.filter(({ path }) => path.startsWith('unet/')).reduce((sum, { bytes }) => sum + bytes, 0))

  const messages = async (data?: Blob) => said((await inspect({ ...wholeModel(), 'unet/model.onnx': outside(4000), ...(data && { 'unet/weights.pb': data }) })).problems[0]).message
  expect(await messages()).toMatch(/weights of unet\/model.onnx are missing: unet\/weights.pb is not there/)
  expect(await messages(new Blob([new Uint8Array(3999)]))).toMatch(/weights.pb is not completely downloaded: it has 3,999 bytes, its weights need 4,000/)
  expect(await messages(pointer)).toMatch(/weights.pb is only a pointer of git-lfs/)
})

const inFiles = (...locations: string[]) => unetGraph({ weights: locations.map((location, n) => ({ name: `w${n}`, dims: [4], external: { location, offset: 0, length: 16 } })) })

test.each([
  ['one file', {}, []],
  ['model.onnx_data', inFiles('model.onnx_data'), ['model.onnx_data']],
  ['shards of it', inFiles('model.onnx_data', 'model.onnx_data_1', 'model.onnx_data_2'), ['model.onnx_data', 'model.onnx_data_1', 'model.onnx_data_2']],
  ['weights.pb', inFiles('weights.pb'), ['weights.pb']],
  ['a name of its own', inFiles('model_int8.onnx.data'), ['model_int8.onnx.data']],
])('layouts of files: %s', async (_, graph, names) => {
  const more = Object.fromEntries(names.map((name) => [`unet/${name}`, new Blob([new Uint8Array(16)])]))
  const { problems, manifest } = await inspect({ ...wholeModel(), ...(graph instanceof Blob && { 'unet/model.onnx': graph }), ...more })
  expect(problems).toEqual([])
  expect(manifest!.precisions[0]!.graphs.unet).toEqual({ graph: 'unet/model.onnx', externalData: Object.fromEntries(names.map((name) => [name, `unet/${name}`])) })
})

test('layouts of files: onnx/<part>_model_q4f16.onnx, with weights beside each', async () => {
  const { 'unet/model.onnx': _, 'text_encoder/model.onnx': text, 'vae_decoder/model.onnx': decoder, ...rest } = wholeModel()
  const { manifest } = await inspect({ ...rest, 'onnx/unet_model_q4f16.onnx': inFiles('unet_model_q4f16.onnx_data'), 'onnx/unet_model_q4f16.onnx_data': new Blob([new Uint8Array(16)]), 'onnx/text_encoder_model_q4f16.onnx': text!, 'onnx/vae_decoder_model_q4f16.onnx': decoder!, 'onnx/unet_model_qdq_q4f16.onnx': unetGraph() })
  expect(manifest!.precisions.map(({ id, graphs }) => [id, graphs.unet.graph])).toEqual([['q4f16', 'onnx/unet_model_q4f16.onnx'], ['qdqq4f16', 'onnx/unet_model_qdq_q4f16.onnx']])
})

test('graphs optimised for CUDA are refused with the operators that no browser has', async () => {
  const cuda = unetGraph({ nodes: ['NhwcConv', 'GroupNorm', 'SkipGroupNorm', 'MultiHeadAttention'].map((op) => ({ op, domain: 'com.microsoft', inputs: ['x', 'y', 'z'] })) })
  const { problems } = await inspect({ ...wholeModel(), 'unet/model.onnx': cuda })
  expect(problems).toEqual([expect.objectContaining({ key: 'model-broken.operators', params: { path: 'unet/model.onnx', operators: 'NhwcConv, GroupNorm, SkipGroupNorm' } })])
  const packed = unetGraph({ nodes: [{ op: 'MultiHeadAttention', domain: 'com.microsoft', inputs: ['qkv'] }] })
  expect(said((await inspect({ ...wholeModel(), 'unet/model.onnx': packed })).problems[0]).message).toContain('packed QKV')
  const nchwc = unetGraph({ nodes: [{ op: 'Conv', domain: 'com.microsoft.nchwc' }] })
  expect(said((await inspect({ ...wholeModel(), 'unet/model.onnx': nchwc })).problems[0]).message).toContain('com.microsoft.nchwc.Conv')
})

test('an operator of the model’s own, and those that only cost speed, are no reason to refuse', async () => {
  const slow = unetGraph({ nodes: [{ op: 'MatMulInteger' }, { op: 'BiasAdd', domain: 'com.microsoft' }] })
  const found = await inspect({ ...wholeModel(), 'unet/model.onnx': slow })
  expect(found.problems).toEqual([])
  expect(found.warnings.map((warning) => said(warning).message)).toEqual([expect.stringContaining('runs on WebGPU only: BiasAdd'), expect.stringContaining('computes in whole numbers')])
})

test('of a part that is there twice the good one is taken, and the other is a warning', async () => {
  const found = await inspect({ ...wholeModel(), 'unet/model_fp16.onnx': pointer })
  expect(found.problems).toEqual([])
  expect(found.precisions.map(({ id }) => id)).toEqual(['fp32'])
  expect(said(found.warnings[0]).message).toMatch(/unet\/model_fp16.onnx is only a pointer/)
})

const half = (graph: typeof unetGraph) => graph({ weights: [{ name: 'w', dims: [2], type: 10, data: new Uint8Array(4) }] })
const below = (folder: string) => Object.fromEntries(Object.entries(wholeModel()).map(([path, file]) => [folder + path, file]))

test('several precisions in one folder: each UNet with the parts most like it', async () => {
  const found = await inspect({
    ...wholeModel(), 'unet/model_fp16.onnx': half(unetGraph), 'unet/model_q4f16.onnx': half(unetGraph), 'text_encoder/model_fp16.onnx': half(textGraph), 'vae_decoder/model_fp16.onnx': half(decoderGraph), 'unet/model_q8.onnx': unetGraph(),
  })
  expect(found.problems).toEqual([])
  const short = found.manifest!.precisions.map(({ id, requires, graphs }) => [id, requires, graphs.unet.graph, graphs.textEncoder.graph, graphs.vaeDecoder.graph])
  expect(short).toEqual([
    ['fp16', ['shader-f16'], 'unet/model_fp16.onnx', 'text_encoder/model_fp16.onnx', 'vae_decoder/model_fp16.onnx'],
    ['q4f16', ['shader-f16'], 'unet/model_q4f16.onnx', 'text_encoder/model_fp16.onnx', 'vae_decoder/model_fp16.onnx'],
    ['fp32', undefined, 'unet/model.onnx', 'text_encoder/model.onnx', 'vae_decoder/model.onnx'],
    ['q8', undefined, 'unet/model_q8.onnx', 'text_encoder/model.onnx', 'vae_decoder/model.onnx'],
  ])
  expect(found.precisions[0]!.parts[0]).toMatchObject({ part: 'unet', weights: 'float16', takes: 'float32' })
})

test.each([
  ['q8', [3], []],
  ['q8f16', [3, 10], []],
  ['q8', [3, 2], [4]],
  ['q4', [2], [4]],
  ['q4', [2, 3], [4, 8, 4]],
  ['q8', [2], [8]],
  ['q4', [22], []],
])('a file that does not say its precision is %s by types of weights %j and bits of its packed ones %j', async (id, types, packed) => {
  // The first has the most.
  const weights = types.map((type, at) => ({ name: `w${at}`, dims: [64 >> at], type, data: new Uint8Array(64) }))
  const unet = unetGraph({ weights, nodes: packed.map((bits) => ({ op: 'MatMulNBits', domain: 'com.microsoft', integers: bits === 4 ? {} : { bits } })) })
  expect((await inspect({ ...wholeModel(), 'unet/model.onnx': unet })).precisions.map((found) => found.id)).toEqual([id])
})

test('precisions in folders of their own are not mixed', async () => {
  const { 'unet/model.onnx': unet, 'text_encoder/model.onnx': text, 'vae_decoder/model.onnx': decoder, ...rest } = wholeModel()
  const found = await inspect({
    ...rest, 'fp16/unet/model.onnx': half(unetGraph), 'fp16/text_encoder/model.onnx': half(textGraph), 'fp16/vae_decoder/model.onnx': half(decoderGraph),
    'fp32/unet/model.onnx': unet!, 'fp32/text_encoder/model.onnx': text!, 'fp32/vae_decoder/model.onnx': decoder!,
  })
  expect(found.manifest!.precisions.map(({ id, graphs }) => [id, ...Object.values(graphs).map(({ graph }) => graph.split('/')[0])])).toEqual([['fp16', 'fp16', 'fp16', 'fp16'], ['fp32', 'fp32', 'fp32', 'fp32']])
})

test('a model in a folder of the folder is found, and of several one must be chosen', async () => {
  const one = await inspect({ ...below('sd-turbo/'), 'notes.txt': blob('x') })
  expect(one).toMatchObject({ name: 'my-sd/sd-turbo', problems: [], manifest: { defaults: { steps: 1 }, precisions: [{ graphs: { unet: { graph: 'sd-turbo/unet/model.onnx' } } }] } })
  const two = await inspect({ ...below('a/'), ...below('b/') })
  expect(two).toMatchObject({ choices: ['a', 'b'], manifest: null, problems: [{ key: 'bad-request.choices', params: { count: 2, names: 'a, b' } }] })
  const inner = await inspect({ ...wholeModel(), ...below('extra/') })
  expect(inner.problems).toEqual([])
  expect(said(inner.warnings[0]).message).toBe('Further models were left out: extra.')
  expect(inner.used.some(({ path }) => path.startsWith('extra/'))).toBe(false)
})

test('files by drag and drop: leading slashes, other systems’ slashes, litter, flat names, no common folder', async () => {
  const { 'unet/model.onnx': unet, 'text_encoder/model.onnx': text, 'vae_decoder/model.onnx': decoder, 'tokenizer/vocab.json': vocabulary, 'tokenizer/merges.txt': merges } = wholeModel()
  const flat: PickedFile[] = [['/my-unet.fp16.onnx', unet!], ['/text-encoder.onnx', text!], ['/vae-decoder.onnx', decoder!], ['\\vocab.json', vocabulary!], ['/merges.txt', merges!], ['/.DS_Store', blob('x')], ['/.git/config', blob('x')]].map(([path, file]) => ({ path: path as string, file: file as Blob }))
  const found = await inspectModel({ kind: 'files', files: flat }, { hub: 'https://hub.test', web })
  expect(found.problems).toEqual([])
  expect(found).toMatchObject({ name: 'my-model', unused: [], precisions: [{ id: 'fp16' }] })
  // Names that tell nothing: told by what the graphs take and give.
  const nameless = await inspect({ 'a.onnx': unet!, 'b.onnx': text!, 'c.onnx': decoder!, 'vocab.json': vocabulary!, 'merges.txt': merges! })
  expect(nameless.manifest!.precisions[0]!.graphs).toMatchObject({ unet: { graph: 'a.onnx' }, textEncoder: { graph: 'b.onnx' }, vaeDecoder: { graph: 'c.onnx' } })
})

test('downloads that a browser has not finished are told', async () => {
  const { warnings } = await inspect({ ...wholeModel(), 'unet/model_fp16.onnx.crdownload': blob('x') })
  expect(said(warnings[0]).message).toMatch(/not finished: unet\/model_fp16.onnx.crdownload/)
})

test('a text encoder that speaks CLIP’s vocabulary is helped out with it, one that does not is not', async () => {
  const clip = textGraph({ weights: [{ name: 'embedding', dims: [49408, 2], external: { location: 'e', offset: 0, length: 8 } }] })
  const files = { ...without('tokenizer/vocab.json', 'tokenizer/merges.txt'), 'text_encoder/model.onnx': clip, 'text_encoder/e': blob('12345678') }
  const listing = [{ type: 'file', path: 'vocab.json', size: 961143 }, { type: 'file', path: 'merges.txt', size: 524619 }]
  const answering = { ...web, online: () => true, fetch: async (url: string) => Response.json(url.includes('/tree/') ? listing : { sha: 'f'.repeat(40), gated: false }) }
  const found = await inspectModel(asPicked(files), { hub: 'https://hub.test', web: answering })
  expect(found.problems).toEqual([])
  expect(found.manifest!.tokenizer).toEqual({ tokenizer: 'tokenizer/vocab.json', merges: 'tokenizer/merges.txt', maxLength: 77, padId: 49407 })
  expect(found.manifest!.files.find(({ path }) => path === 'tokenizer/vocab.json')).toEqual({ path: 'tokenizer/vocab.json', bytes: 961143, url: `https://hub.test/openai/clip-vit-large-patch14/resolve/${'f'.repeat(40)}/vocab.json` })
  expect(said(found.warnings[0]).message).toMatch(/no tokenizer beside it/)
  // Without a network it is what it is: missing.
  expect(said((await inspect(files)).problems[0]).message).toMatch(/no tokenizer/)
})

test('a cancel stops the looking', async () => {
  const controller = new AbortController()
  const looking = inspectModel(asPicked(wholeModel()), { hub: 'https://hub.test', web, signal: controller.signal, onItem: () => controller.abort() })
  await expect(looking).rejects.toMatchObject({ code: 'cancelled' })
})
