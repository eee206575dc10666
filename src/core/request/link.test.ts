import { expect, test } from 'vitest'
import { readLink, writeLink } from './link'
import type { FormValues } from './fields'
import { base, everything, known, reseeding } from './test-values'

const read = (hash: string, over: FormValues = base) => readLink(new URLSearchParams(hash), over, known)
const again = (values: FormValues) => read(new URLSearchParams(writeLink(values)).toString())

test('a link carries everything that makes the picture, and nothing is lost on the way', () => {
  const values: FormValues = {
    ...base, model: 'big', prompt: 'a cat & a dog, 100% #1 (red:1.2)\n第二行', negative: 'a=b', steps: 31, guidance: 7.5, sampler: 'heun',
    schedule: 'automatic', seed: 2 ** 53 - 1, rng: 'nv', width: 256, height: 64,
  }
  expect(again(values)).toEqual({ values, ignored: [] })
  expect(again(everything)).toEqual({ values: everything, ignored: [] })
})

test('links of earlier versions still open', () => {
  const hash = 'prompt=a+red+fish&negative=blur&steps=8&guidance=4.5&sampler=euler&schedule=karras&seed=7&rng=nv&size=128x96&s_churn=3&variation=9&strength=0.3'
    + `&seed_width=64&seed_height=96&${reseeding}=31337&rescale=0.7&guide_above=0.5&guide_upto=5&s_min_uncond=1.5&apg=0.2&apg_norm=15&model=tiny`
  expect(read(hash)).toEqual({
    values: {
      ...base, prompt: 'a red fish', negative: 'blur', steps: 8, guidance: 4.5, sampler: 'euler', schedule: 'karras', seed: 7, rng: 'nv', width: 128, height: 96, model: 'tiny',
      sChurn: 3, variationSeed: 9, variationStrength: 0.3, seedWidth: 64, seedHeight: 96, [reseeding]: 31337, rescale: 0.7, intervalLow: 0.5, intervalHigh: 5, skipUncondBelow: 1.5, projectionEta: 0.2, projectionMaxNorm: 15,
    },
    ignored: [],
  })
})

test('a model’s own schedule in a link of an earlier version is the automatic one', () => {
  expect(read('schedule=diffusers')).toEqual({ values: { ...base, schedule: 'automatic' }, ignored: [] })
  expect(read('schedule=diffusers_leading_offset0')).toEqual({ values: { ...base, schedule: 'automatic' }, ignored: [] })
  expect(read('schedule=diffusers_whatever').ignored).toEqual(['schedule'])
})

test('a plain form has only what every picture has in its link', () => {
  expect(writeLink(base).map(([key]) => key)).toEqual(['prompt', 'steps', 'sampler', 'schedule', 'guidance', 'size', 'model', 'rng'])
})

test('a link without a seed asks for any picture, whatever seed the form holds, and switches off what it does not say', () => {
  expect(read('prompt=x', { ...everything, seed: 5 }).values).toEqual({ ...base, prompt: 'x', negative: 'blue', sampler: 'euler_ancestral', rng: 'nv', width: 96 })
  expect(read('', { ...base, seed: 5 }).values.seed).toBe(5)
})

test('what a link says that this build does not know is named and left out', () => {
  expect(read('sampler=magic&schedule=karras&steps=many&size=big&rng=dice&model=none&loras=x&rescale=lots&strength=&s_churn=3'))
    .toEqual({ values: { ...base, schedule: 'karras', sChurn: 3 }, ignored: ['sampler', 'steps', 'size', 'rng', 'model', 'loras', 'rescale', 'strength'] })
})

test('numbers are read as they are typed, and a seed is its number or nothing', () => {
  expect(read('guidance=7,5&steps=１２&seed=1e5').values).toMatchObject({ guidance: 7.5, steps: 12, seed: 100_000 })
  expect(read('seed=-1')).toEqual({ values: base, ignored: [] })
  expect(read('steps=0x10&seed=18446744073709551615&variation=9007199254740992&strength=0.5').ignored).toEqual(['steps', 'seed', 'variation'])
  expect(read('seed=12.7&variation=-1').ignored).toEqual(['seed', 'variation'])
})

test('names of the prototype are no keys', () => {
  expect(read('constructor=1&__proto__=2&toString=3').ignored).toEqual(['constructor', '__proto__', 'toString'])
})
