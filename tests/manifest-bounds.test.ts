// The schema and the app's own check draw every line at the same place. Both are asked of the same list with one number, or one list's
// length, changed at a time, on both sides of wherever either might draw one; what depends on another field is only the check's.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { EngineError } from '../src/core/errors/engine-error'
import { configRules } from '../src/core/families/config-bounds'
import { checkManifest } from '../src/core/manifest-check'

const schema = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'models.manifest.schema.json'), 'utf8')) as { $defs: { scheduler: { properties: object } } }
const fitsSchema = new Ajv2020({ strict: true, allowUnionTypes: true, strictRequired: false }).compile(schema)

const graph = { graph: 'g.onnx', externalData: { w: 'w.bin' }, session: { freeDimensionOverrides: { batch: 1 }, graphOptimizationLevel: 'all' } }
const both = { en: 'A', zh: '甲' }
const published = { name: 'A', description: both, licence: 'MIT', licenceUrl: 'https://x.test/l', baseUrl: 'https://x.test/', source: { repo: 'o/n', revision: 'main' } }
const files = [{ path: 'g.onnx', bytes: 10 }, { path: 'w.bin', bytes: 10 }, { path: 't.json', bytes: 10 }]
/** Every number and every list that a model can have; sides of one pixel leave the others free. */
const whole = {
  version: 1,
  models: [{
    id: 'a', ...published, files, family: 'SD', minimum: { maxBufferBytes: 1, gpuBytes: 1 },
    precisions: [{ id: 'q8', requires: ['shader-f16'], graphs: { textEncoder: graph, unet: graph, vaeDecoder: graph }, psnr: 40 }],
    tokenizer: { tokenizer: 't.json', maxLength: 77, padId: 0 }, tokenizer2: { tokenizer: 't.json', maxLength: 77, padId: 0 },
    text: { states: ['s'], pooled: 'p' }, scheduler: { unheard_of: 1, list: [1] },
    latent: { channels: 1, factor: 8, scaling: 1, shift: 0, rgbFactors: [[0, 0, 0]], rgbBias: [0, 0, 0] },
    size: { width: 1, height: 1, step: 1, min: 1, max: 1 }, textWidth: 768, guidanceEmbedding: 256,
    defaults: { sampler: 'euler', schedule: 'automatic', steps: 20, guidance: 7 }, examples: { en: ['a'], zh: ['甲'] },
  }],
  decoders: [{ id: 'd', ...published, files, latents: 'sd', graph, latent: { scaling: 1, shift: 0 } }],
}

type Path = readonly (string | number)[]
/** Where in a value there are numbers, and where lists. */
function places(value: unknown, path: Path = []): { numbers: Path[]; lists: Path[] } {
  if (typeof value === 'number') return { numbers: [path], lists: [] }
  if (typeof value !== 'object' || value === null) return { numbers: [], lists: [] }
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value)
  const inner = entries.map(([key, one]) => places(one, [...path, key]))
  return { numbers: inner.flatMap(({ numbers }) => numbers), lists: [...(Array.isArray(value) ? [path] : []), ...inner.flatMap(({ lists }) => lists)] }
}

function changed(path: Path, change: (old: unknown) => unknown): unknown {
  const list = structuredClone(whole) as unknown
  const owner = path.slice(0, -1).reduce((at, key) => (at as Record<string | number, unknown>)[key], list) as Record<string | number, unknown>
  owner[path.at(-1)!] = change(owner[path.at(-1)!])
  return list
}

/** Rules between two fields, which no schema can say. */
const between = ['bad-manifest.side', 'bad-manifest.length', 'bad-manifest.twice', 'bad-manifest.unlisted']

/** null where a rule between fields decides. */
function fitsCheck(list: unknown): boolean | null {
  try {
    checkManifest(list)
    return true
  } catch (error) {
    if (error instanceof EngineError) return between.includes(error.key) ? null : false
    throw error
  }
}

const powers = Array.from({ length: 54 }, (_, power) => 2 ** power)
const tens = Array.from({ length: 17 }, (_, power) => 10 ** power)
const numbers = [...new Set([...powers, ...tens, 0.5, 1e-9, 1e300].flatMap((value) => [value - 1, value, value + 1, value + 0.5, -value]))]
const lengths = [0, 1, 2, 3, 4, 10, 11, 64, 65, 100, 101, 1000, 1001, 10_000, 10_001]
const { numbers: numberPlaces, lists: listPlaces } = places(whole)

test('the whole list is one by both', () => {
  fitsSchema(whole)
  expect(fitsSchema.errors ?? []).toEqual([])
  expect(fitsCheck(whole)).toBe(true)
  expect(numberPlaces.length).toBeGreaterThan(30)
})

test.each(numberPlaces.map((path) => [path.join('.'), path] as const))('%s has the same bounds in both', (_, path) => {
  const apart = numbers.filter((value) => {
    const list = changed(path, () => value)
    const checked = fitsCheck(list)
    return checked !== null && checked !== fitsSchema(list)
  })
  expect(apart).toEqual([])
})

test.each(listPlaces.map((path) => [path.join('.'), path] as const))('%s has the same length in both', (_, path) => {
  const apart = lengths.filter((length) => {
    const list = changed(path, (old) => {
      const [first] = old as unknown[]
      const named = (at: number) => (typeof first === 'object' && first !== null && !Array.isArray(first) ? { ...first, ...('path' in first && { path: `f${at}` }), ...('id' in first && { id: `i${at}` }) } : first)
      // What is named elsewhere stays.
      return Array.from({ length }, (__, at) => (old as unknown[])[at] ?? named(at))
    })
    const checked = fitsCheck(list)
    return checked !== null && checked !== fitsSchema(list)
  })
  expect(apart).toEqual([])
})

test('the fields of a scheduler are bounded in the schema as where a model is looked at: else copy configRules there', () => {
  const rules = Object.fromEntries(Object.entries(configRules.scheduler).map(([name, { schema: rule }]) => [name, rule]))
  expect(schema.$defs.scheduler.properties).toEqual(rules)
})
