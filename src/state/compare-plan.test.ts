import { expect, test } from 'vitest'
import { readCompare, writeCompare } from './compare-link'
import { planComparison } from './compare-plan'
import type { AxisKind, AxisSpec, CompareSpec } from './compare-plan'
import { groupSamplers } from './sampler-groups'
import type { Settings } from './settings'

const base: Settings = { model: 'tiny', prompt: 'a red fish', negativePrompt: 'red sky', steps: 20, guidance: 4, sampler: 'euler', schedule: 'karras', seed: 3, rng: 'cpu', width: 128, height: 128, preview: 'fast' }
const known = { samplers: ['euler', 'ddim', 'lcm'], schedules: ['automatic', 'karras'] }
const axis = (kind: AxisKind, text: string): AxisSpec => ({ kind, text })
const plan = (x: AxisSpec, y: AxisSpec | null = null, z: AxisSpec | null = null) => planComparison({ x, y, z }, base, known)

test('cells go row by row and grid by grid', () => {
  const { plan: made } = plan(axis('steps', '1-3'), axis('guidance', '1, 2.5'), axis('seed', '8-9'))
  expect(made?.cells).toHaveLength(12)
  expect(made?.cells.slice(0, 4).map(({ settings }) => [settings.steps, settings.guidance, settings.seed])).toEqual([[1, 1, 8], [2, 1, 8], [3, 1, 8], [1, 2.5, 8]])
  expect(made?.cells.at(-1)).toMatchObject({ x: 2, y: 1, z: 1, settings: { steps: 3, guidance: 2.5, seed: 9, sampler: 'euler' } })
})

test('search and replace changes both prompts, and its first value leaves them as they are', () => {
  const { plan: made } = plan(axis('replace', 'red, blue, $& green'))
  expect(made?.cells.map(({ settings }) => [settings.prompt, settings.negativePrompt])).toEqual([['a red fish', 'red sky'], ['a blue fish', 'blue sky'], ['a $& green fish', '$& green sky']])
})

test('a replacement works inside whole prompts, whichever axis they are on', () => {
  const { plan: made } = plan(axis('replace', 'cat, dog'), axis('prompt', 'a cat\na black cat'))
  expect(made?.cells.map(({ settings }) => settings.prompt)).toEqual(['a cat', 'a dog', 'a black cat', 'a black dog'])
})

test('an empty negative prompt is a value', () => {
  expect(plan(axis('negative', '\nblurry')).plan?.cells.map(({ settings }) => settings.negativePrompt)).toEqual(['', 'blurry'])
})

test.each([
  [plan(axis('sampler', 'nosuch')), 'x', 'Choose at least one.'],
  [plan(axis('steps', '4'), axis('steps', '8')), 'y', 'Another axis varies this already.'],
  [plan(axis('replace', 'whale, fish')), 'x', '“whale” is not in the prompt: the first value must be words to find there.'],
  [plan(axis('steps', '0')), 'x', '0 is outside 1 to 150.'],
  [plan(axis('steps', '1-50'), axis('seed', '1-9')), 'y', '450 pictures are too many; 400 is the most.'],
] as const)('%#: says what is wrong, at its axis', ({ plan: made, problems }, name, sentence) => {
  expect(made).toBeNull()
  expect(problems[name]?.en).toBe(sentence)
})

test('a comparison survives the address, signs and all', () => {
  const spec: CompareSpec = { x: axis('sampler', 'euler,ddim'), y: axis('steps', '4-20 (+4)'), z: axis('prompt', 'a cat & a dog\n红色的鱼: #1') }
  const hash = `#prompt=a+fish&steps=20${writeCompare('compare', spec)}`
  expect(readCompare(hash)).toEqual({ rest: '#prompt=a+fish&steps=20', mode: 'compare', spec })
  expect(writeCompare('single', spec)).toBe('')
  expect(readCompare('#prompt=a+fish')).toEqual({ rest: '#prompt=a+fish', mode: 'single', spec: null })
  expect(readCompare('#mode=compare').spec).toBeNull()
  // What it does not know stays, to be named with the other unknown keys.
  expect(readCompare('#mode=compare&x=colour:red').rest).toBe('#x=colour%3Ared')
})

const choice = (id: string, stochastic = false) => ({ id, name: id, help: { en: '', zh: '' }, stochastic })

test('samplers: recommended first, the model’s own before them, each once', () => {
  const groups = groupSamplers([choice('heun'), choice('euler'), choice('dpmpp_sde', true), choice('lcm', true), choice('dpmpp_2m')], 'heun')
  expect(groups.map(({ name, samplers }) => [name, samplers.map(({ id }) => id)])).toEqual([
    ['recommended', ['heun', 'dpmpp_2m', 'euler']],
    ['stochastic', ['dpmpp_sde']],
    ['few-step', ['lcm']],
  ])
})
