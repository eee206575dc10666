import { expect, test } from 'vitest'
import type { ModelManifest, ModelPrecision } from './manifest'
import { choosePrecision, filesOf, filesOfGraph, missingFeatures } from './precision'
import type { Machine } from './precision'

const graph = (part: string, name: string, data: string) => ({ graph: `${part}/${name}.onnx`, externalData: { [data]: `${part}/${data}` } })
const precision = (id: string, data: string, requires?: 'shader-f16'): ModelPrecision => ({
  id,
  graphs: {
    textEncoder: graph('text_encoder', id, data), unet: graph('unet', id, data), vaeDecoder: graph('vae_decoder', id, data),
    xrayUnet: graph('unet', `${id}_xray`, data), instantUnet: graph('unet_instant', 'q8', 'q8_data'),
  },
  ...(requires && { requires: [requires] }),
})
const precisions = [precision('q8f16', 'q8_data', 'shader-f16'), precision('q8', 'q8_data'), precision('fp16', 'data', 'shader-f16'), precision('fp32', 'data')]
const paths = new Set(['tokenizer.json', 'config.json', ...precisions.flatMap(({ graphs }) => Object.values(graphs).flatMap((one) => [one.graph, ...Object.values(one.externalData)]))])
const manifest = {
  id: 'm', precisions, files: [...paths].map((path) => ({ path, bytes: 1, sha256: '' })),
  tokenizer: { tokenizer: 'tokenizer.json', config: 'config.json' },
} as unknown as ModelManifest

const half: Machine = { backend: 'webgpu', shaderF16: true }
const single: Machine = { backend: 'webgpu', shaderF16: false }
// The browser may have an adapter with half precision and still be told to use wasm.
const wasm: Machine = { backend: 'wasm', shaderF16: true }

test.each([
  ['an adapter with shader-f16', half, null, 'q8f16', false],
  ['an adapter without', single, null, 'q8', false],
  ['wasm', wasm, null, 'q8', false],
  ['a wish that can be had', single, 'fp32', 'fp32', true],
  ['a wish for the automatic choice', half, 'q8f16', 'q8f16', true],
  ['a wish the adapter cannot run', single, 'fp16', 'q8', false],
  ['a wish wasm cannot run', wasm, 'q8f16', 'q8', false],
  ['a wish for what the model does not have', half, 'q4', 'q8f16', false],
])('%s', (_, machine, wished, id, asWished) => {
  expect(choosePrecision(manifest, machine, wished)).toEqual({ precision: precisions.find((one) => one.id === id), asWished })
})

test('a model of half precision only cannot run everywhere, and it is said what is missing', () => {
  const only = { ...manifest, precisions: precisions.slice(0, 1) }
  expect(choosePrecision(only, half, null)?.precision.id).toBe('q8f16')
  expect(choosePrecision(only, single, 'q8f16')).toBeNull()
  expect([half, single, wasm].map((machine) => missingFeatures(precisions[0]!, machine))).toEqual([[], ['shader-f16'], ['shader-f16']])
  expect(missingFeatures(precisions[3]!, wasm)).toEqual([])
})

test('a precision needs its tokenizer and three graphs, and none of the editions', () => {
  expect(filesOf(manifest, precisions[1]!).map(({ path }) => path).toSorted()).toEqual([
    'config.json', 'text_encoder/q8.onnx', 'text_encoder/q8_data', 'tokenizer.json', 'unet/q8.onnx', 'unet/q8_data', 'vae_decoder/q8.onnx', 'vae_decoder/q8_data',
  ])
})

test('a graph that shares its weights with another names them too', () => {
  expect(filesOfGraph(manifest, precisions[1]!.graphs.xrayUnet!).map(({ path }) => path).toSorted()).toEqual(['unet/q8_data', 'unet/q8_xray.onnx'])
})
