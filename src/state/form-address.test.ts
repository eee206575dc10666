import { signal } from '@preact/signals'
import { expect, test } from 'vitest'
import type { FieldChange } from '../core/request/field-changes'
import { clampValues, defaultValues } from '../core/request/form-values'
import { formCodec } from './form-address'
import { manifestOf } from './test-page'

const manifests = [manifestOf('tiny'), manifestOf('big', { size: { width: 512, height: 512, step: 64, min: 256, max: 1024 } })]
const ofModel = (id: string) => manifests.find((manifest) => manifest.id === id)!

function open() {
  const values = signal({ ...defaultValues(ofModel('tiny')), prompt: 'old' })
  const ignoredLinkKeys = signal<string[]>([])
  const changedByLink = signal<FieldChange[]>([])
  const codec = formCodec({
    values, ignoredLinkKeys, changedByLink,
    known: () => ({ models: manifests, samplers: ['euler', 'heun'], schedules: ['karras'] }),
    baseOf: (model) => defaultValues(manifests.find(({ id }) => id === model) ?? ofModel('tiny')),
    clamp: (wanted) => clampValues(wanted, ofModel(wanted.model)),
  })
  return { values, ignoredLinkKeys, changedByLink, codec }
}

test('a link fills the form over the numbers of its model, in range, and says what it left out', () => {
  const { values, ignoredLinkKeys, codec } = open()
  codec.read([['prompt', 'a cat'], ['steps', '900'], ['seed', '7'], ['sampler', 'magic']])
  expect(values.value).toEqual({ ...defaultValues(ofModel('tiny')), prompt: 'a cat', steps: 150, seed: 7 })
  expect(ignoredLinkKeys.value).toEqual(['sampler'])
  codec.read([['model', 'big'], ['prompt', 'a dog']])
  expect([values.value, ignoredLinkKeys.value]).toEqual([{ ...defaultValues(ofModel('big')), prompt: 'a dog' }, []])
})

test('what a link asks out of range is named, until another link says otherwise', () => {
  const { values, changedByLink, codec } = open()
  codec.read([['steps', '7.5'], ['guidance', '0'], ['size', '100x9999'], ['seed', '-1']])
  const { width, height } = values.value
  expect(changedByLink.value).toEqual([{ id: 'steps', from: 7.5, to: 8 }, { id: 'guidance', from: 0, to: 1 }, { id: 'width', from: 100, to: width }, { id: 'height', from: 9999, to: height }])
  expect(values.value.seed).toBeNull()
  codec.read([['foo', '']])
  expect(changedByLink.value).toEqual([])
})

test('of a model that is said twice the last one counts, for its numbers too', () => {
  const { values, codec } = open()
  codec.read([['model', 'tiny'], ['model', 'big']])
  expect(values.value).toMatchObject({ model: 'big', width: 512 })
})

test('an address that says nothing of a picture leaves the form as it is', () => {
  const { values, ignoredLinkKeys, codec } = open()
  const before = values.value
  codec.read([])
  codec.read([['foo', '']])
  expect([values.value === before, ignoredLinkKeys.value]).toEqual([true, ['foo']])
})

test('it is written with the form’s seed, or the one that was drawn', () => {
  const { values, codec } = open()
  const seedIn = (seed?: number) => new Map(codec.write(seed)).get('seed')
  expect([seedIn(), seedIn(9)]).toEqual([undefined, '9'])
  values.value = { ...values.value, seed: 4 }
  expect([seedIn(), seedIn(9)]).toEqual(['4', '9'])
})
