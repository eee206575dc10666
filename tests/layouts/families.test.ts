// What familyFacts makes of graphs and configs: one test for each thing that published models say differently.
import { expect, test } from 'vitest'
import { maxLength, padId } from '../../src/core/families/clip-tokenizer'
import { componentOfGraph, componentOfPath, variantOf } from '../../src/core/families/components'
import { familyFacts } from '../../src/core/families/family'
import type { Found } from '../../src/core/families/family'
import type { GraphFacts } from '../../src/core/families/graph-facts'
import { guidanceEmbedding } from '../../src/core/families/guidance-embedding'

type Tensors = Record<string, (number | string)[]>
const tensors = (shapes: Tensors) => Object.entries(shapes).map(([name, shape]) => ({ name, type: 'float32', shape }))
function graph(inputs: Tensors, outputs: Tensors, operators: string[] = []): GraphFacts {
  return { inputs: tensors(inputs), outputs: tensors(outputs), operators: new Map(operators.map((name) => [name, 1])), packedAttentions: 0, packedBits: 0, halvings: 3, externalFiles: new Map(), weights: new Map(), rows: 0, half: false }
}

const unetInputs = { sample: ['b', 4, 'h', 'w'], timestep: [1], encoder_hidden_states: ['b', 's', 768] }
const vocabulary = { '!': 0, '<|startoftext|>': 49406, '<|endoftext|>': 49407 }
const tokenizer = { path: 'tokenizer/vocab.json', merges: 'tokenizer/merges.txt', vocabulary, config: { pad_token: '<|endoftext|>', added_tokens_decoder: {} }, map: {} }
const plain: Found = {
  name: 'some-model',
  configs: { index: {}, unet: {}, vae: {}, textEncoder: {}, textEncoder2: {}, scheduler: null },
  graphs: {
    textEncoder: graph({ input_ids: [1, 77] }, { last_hidden_state: [1, 77, 768] }),
    unet: graph(unetInputs, { out_sample: ['b', 4, 'h', 'w'] }),
    vaeDecoder: graph({ latent_sample: [1, 4, 'h', 'w'] }, { sample: [1, 3, 'h', 'w'] }, ['Conv', 'InstanceNormalization']),
  },
  tokenizer, tokenizer2: null,
}
const withGraphs = (graphs: Found['graphs'], rest: Partial<Found> = {}): Found => ({ ...plain, ...rest, graphs: { ...plain.graphs, ...graphs } })
const withConfigs = (configs: Partial<Found['configs']>, rest: Partial<Found> = {}): Found => ({ ...plain, ...rest, configs: { ...plain.configs, ...configs } })
const layers = (...known: number[]) => Object.fromEntries(known.map((layer) => [`hidden_states.${layer}`, [1, 77, 768]]))
const xl = withGraphs({
  textEncoder: graph({ input_ids: [1, 77] }, { last_hidden_state: [1, 77, 768], ...layers(0, 1, 2, 3) }),
  textEncoder2: graph({ input_ids: [1, 77] }, { text_embeds: [1, 's'], ...layers(31) }),
  unet: graph({ ...unetInputs, encoder_hidden_states: ['b', 's', 2048], text_embeds: ['b', 1280], time_ids: ['b', 6] }, { out_sample: [] }),
})

test('with nothing but graphs it is Stable Diffusion 1 as it was trained', () => {
  const facts = familyFacts(plain)
  expect(facts).toMatchObject({
    family: 'Stable Diffusion 1', textWidth: 768, latent: { channels: 4, factor: 8, scaling: 0.18215 }, size: { width: 512, height: 512, step: 64 },
    scheduler: { _class_name: 'PNDMScheduler', beta_start: 0.00085, steps_offset: 1, set_alpha_to_one: false, clip_sample: false },
    tokenizer: { tokenizer: 'tokenizer/vocab.json', merges: 'tokenizer/merges.txt', maxLength: 77, padId: 49407 },
  })
  expect(facts).not.toHaveProperty('text')
  expect(facts).not.toHaveProperty('guidanceEmbedding')
})

test('what is missing is named, all of it', () => {
  expect(() => familyFacts({ ...plain, graphs: { unet: plain.graphs.unet! }, tokenizer: null })).toThrow(expect.objectContaining({ key: 'model-broken.parts', params: { missing: 'text_encoder, vae_decoder, tokenizer' } }))
  expect(() => familyFacts(withGraphs({ unet: xl.graphs.unet! }))).toThrow(expect.objectContaining({ key: 'model-broken.parts', params: { missing: 'text_encoder_2' } }))
})

test('further UNet inputs: SDXL’s and LCM’s are known, ControlNet’s and inpainting’s refused by name', () => {
  expect(familyFacts(xl).family).toBe('Stable Diffusion XL')
  const lcm = withGraphs({ unet: graph({ ...unetInputs, timestep_cond: ['b', 256] }, { out_sample: [] }) })
  expect(familyFacts(lcm)).toMatchObject({ guidanceEmbedding: 256, scheduler: { _class_name: 'LCMScheduler' }, defaults: { sampler: 'lcm', steps: 4, guidance: 8.5 } })
  const control = graph({ ...unetInputs, down_block_0: [1], mid_block: [1] }, { out_sample: [] })
  expect(() => familyFacts(withGraphs({ unet: control }))).toThrow(/down_block_0, mid_block/)
  expect(() => familyFacts(withGraphs({ unet: graph({ ...unetInputs, sample: [1, 9, 64, 64] }, { out_sample: [] }) }))).toThrow(/inpainting/)
})

test('the text output that is read: the last state, or for SDXL the layer before the last of both encoders', () => {
  expect(familyFacts(xl).text).toEqual({ states: ['hidden_states.2', 'hidden_states.31'], pooled: 'text_embeds', zerosForEmpty: true })
  const configured = { ...xl, configs: { ...xl.configs, textEncoder: { num_hidden_layers: 2 }, index: { force_zeros_for_empty_prompt: false } } }
  expect(familyFacts(configured).text).toEqual({ states: ['hidden_states.1', 'hidden_states.31'], pooled: 'text_embeds' })
  const renamed = graph({ input_ids: [1, 77] }, { pooled: [1, 768], states: [1, 77, 768] })
  expect(familyFacts(withGraphs({ textEncoder: renamed })).text).toEqual({ states: ['states'] })
  expect(() => familyFacts({ ...xl, graphs: { ...xl.graphs, textEncoder: plain.graphs.textEncoder! } })).toThrow('model-broken.hidden-states')
})

test('the VAE’s factor: 0.18215, SDXL’s, what its config says, 1 for TAESD whatever a config says', () => {
  const taesd = graph({ latent: [1, 4, 64, 64] }, { image: [] }, ['Conv', 'Relu', 'Tanh', 'Sub'])
  expect(familyFacts(xl).latent.scaling).toBe(0.13025)
  expect(familyFacts(withConfigs({ vae: { scaling_factor: 0.3611, shift_factor: 0.1159 } })).latent).toMatchObject({ scaling: 0.3611, shift: 0.1159 })
  expect(familyFacts(withGraphs({ vaeDecoder: taesd }, { configs: { ...plain.configs, vae: { scaling_factor: 0.18215 } } })).latent.scaling).toBe(1)
})

const range = (operators: string[]) => familyFacts(withGraphs({ vaeDecoder: graph({ latent: [1, 4, 64, 64] }, { image: [] }, operators) })).latent.range

test('a decoder ends in [-1,1]; TAESD’s raw export, which subtracts nothing, in [0,1]', () => {
  expect(range(['Conv', 'Relu', 'Tanh', 'Sub'])).toBeUndefined()
  expect(range(['Conv', 'Relu', 'Tanh'])).toBe('unit')
  expect(range(['Conv', 'InstanceNormalization'])).toBeUndefined()
})

test('padding: end of text, “!” where the tokenizer’s files or OpenCLIP say so', () => {
  expect(padId(vocabulary, { pad_token: '<|endoftext|>', added_tokens_decoder: {} }, { pad_token: '!' })).toBe(49407)
  expect(padId(vocabulary, { pad_token: '<|endoftext|>' }, { pad_token: { content: '!' } })).toBe(0)
  expect(padId(vocabulary, {}, {})).toBe(49407)
  const openClip = withGraphs({ unet: graph({ ...unetInputs, encoder_hidden_states: ['b', 's', 1024] }, { out_sample: [] }) })
  expect(familyFacts(openClip)).toMatchObject({ family: 'Stable Diffusion 2', tokenizer: { padId: 0 } })
  expect(familyFacts(xl)).toMatchObject({ tokenizer: { padId: 49407 }, tokenizer2: { padId: 0 } })
  expect(familyFacts({ ...xl, tokenizer2: tokenizer }).tokenizer2?.padId).toBe(49407)
})

test('a text is as long as the graph fixes it, the tokenizer says or the encoder has places', () => {
  const free = withGraphs({ textEncoder: graph({ input_ids: ['b', 's'] }, { last_hidden_state: [] }) })
  expect(familyFacts(plain).tokenizer.maxLength).toBe(77)
  expect(familyFacts({ ...free, tokenizer: { ...tokenizer, config: { model_max_length: 24 } } }).tokenizer.maxLength).toBe(24)
  expect(maxLength({ model_max_length: 1e30 }, 64)).toBe(64)
})

test('guidance: two predictions, none, or inside', () => {
  expect(familyFacts(plain).defaults).toMatchObject({ schedule: 'diffusers', steps: 25, guidance: 7.5 })
  expect(familyFacts({ ...plain, name: 'sd-turbo' })).toMatchObject({ defaults: { sampler: 'euler', steps: 1, guidance: 1 }, scheduler: { timestep_spacing: 'trailing' } })
  // w = 7.5: sin and cos of 7500·[1, 10^-4]; by hand.
  const [s0, s1, c0, c1] = guidanceEmbedding(8.5, 4)
  expect([s0, c0]).toEqual([Math.sin(7500), Math.cos(7500)])
  expect(s1).toBeCloseTo(0.681639, 6)
  expect(c1).toBeCloseTo(0.731689, 6)
})

test('sizes: fixed ones are the only ones, free ones go in steps of the UNet’s halvings', () => {
  const fixed = withGraphs({ unet: graph({ ...unetInputs, sample: [2, 4, 96, 64] }, { out_sample: [] }) })
  expect(familyFacts(fixed).size).toMatchObject({ width: 512, height: 768, min: 512, max: 768 })
  expect(familyFacts(xl).size).toMatchObject({ width: 1024, height: 1024 })
  expect(familyFacts(withConfigs({ unet: { sample_size: 96 } })).size.width).toBe(768)
})

test('files are known by the habits of exporters, else by what the graph takes', () => {
  expect(['text_encoder/model.onnx', 'onnx/text_encoder_2_model_q4f16.onnx', 'sd-unet-v1.5-model-b2c4h64w64s77.onnx', 'a-vae-decoder-float16.onnx', 'vae_encoder/model.onnx', 'safety_checker/model.onnx', 'my-unet-tests/vae_decoder/model.onnx', 'x.onnx'].map(componentOfPath))
    .toEqual(['textEncoder', 'textEncoder2', 'unet', 'vaeDecoder', 'vaeEncoder', 'other', 'vaeDecoder', null])
  expect(componentOfGraph(plain.graphs.unet!)).toBe('unet')
  expect(componentOfGraph(xl.graphs.textEncoder2!)).toBe('textEncoder2')
  expect(componentOfGraph(plain.graphs.vaeDecoder!)).toBe('vaeDecoder')
  // Both kinds of VAE encoder: sampled inside, or mean and variance.
  expect(componentOfGraph(graph({ sample: [1, 3, 'h', 'w'] }, { latent_sample: [] }))).toBe('vaeEncoder')
  expect(componentOfGraph(graph({ sample: ['b', 'c', 'h', 'w'] }, { latent_parameters: [] }))).toBe('vaeEncoder')
  expect(['unet/model.fp16.onnx', 'unet_model_q4f16.onnx', 'model_int8.onnx', 'model.onnx', 'float16/model.onnx'].map(variantOf)).toEqual(['fp16', 'q4f16', 'q8', null, null])
})
