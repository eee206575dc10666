import { expect, test } from 'vitest'
import { sayAxisProblem } from '../core/axes/problem'
import { axisWords } from '../core/axes/words'
import type { FormValues } from '../core/request/fields'
import { axisKinds, planComparison, suggestValues } from './compare-plan'
import type { AxisKind, AxisSpec } from './compare-plan'

const base: FormValues = { model: 'tiny', prompt: 'a red fish', negative: 'red sky', steps: 20, guidance: 4, sampler: 'euler', schedule: 'karras', seed: 3, rng: 'cpu', width: 128, height: 128 }
const known = { samplers: ['euler', 'ddim', 'lcm'], schedules: ['automatic', 'karras'] }
const axis = (kind: AxisKind, text: string): AxisSpec => ({ kind, text })
const plan = (x: AxisSpec, y: AxisSpec | null = null, z: AxisSpec | null = null) => planComparison({ x, y, z }, base, known)

test('cells go row by row and grid by grid', () => {
  const { plan: made } = plan(axis('steps', '1-3'), axis('guidance', '1, 2.5'), axis('seed', '8-9'))
  expect(made?.cells).toHaveLength(12)
  expect(made?.cells.slice(0, 4).map(({ values }) => [values.steps, values.guidance, values.seed])).toEqual([[1, 1, 8], [2, 1, 8], [3, 1, 8], [1, 2.5, 8]])
  expect(made?.cells.at(-1)).toMatchObject({ x: 2, y: 1, z: 1, values: { steps: 3, guidance: 2.5, seed: 9, sampler: 'euler' } })
})

test('search and replace changes both prompts, and its first value leaves them as they are', () => {
  const { plan: made } = plan(axis('replace', 'red, blue, $& green'))
  expect(made?.cells.map(({ values }) => [values.prompt, values.negative])).toEqual([['a red fish', 'red sky'], ['a blue fish', 'blue sky'], ['a $& green fish', '$& green sky']])
})

test('a replacement works inside whole prompts, whichever axis they are on', () => {
  const { plan: made } = plan(axis('replace', 'cat, dog'), axis('prompt', 'a cat\na black cat'))
  expect(made?.cells.map(({ values }) => values.prompt)).toEqual(['a cat', 'a dog', 'a black cat', 'a black dog'])
})

test('an empty negative prompt is a value', () => {
  expect(plan(axis('negative', '\nblurry')).plan?.cells.map(({ values }) => values.negative)).toEqual(['', 'blurry'])
})

test.each([
  [plan(axis('sampler', ' ,')), 'x', 'Choose at least one.'],
  [plan(axis('sampler', 'euler,nosuch')), 'x', 'There is no “nosuch” here. Take it away, or choose another.'],
  [plan(axis('schedule', 'karras'), axis('sampler', 'constructor')), 'y', 'There is no “constructor” here. Take it away, or choose another.'],
  [plan(axis('steps', '4'), axis('steps', '8')), 'y', 'Another axis varies this already.'],
  [plan(axis('replace', 'whale, fish')), 'x', '“whale” is not in the prompt: the first value must be words to find there.'],
  [plan(axis('steps', '0')), 'x', '0 is outside 1 to 150.'],
  [plan(axis('steps', '1-50'), axis('seed', '1-9')), 'y', '450 pictures are too many; 400 is the most.'],
] as const)('%#: says what is wrong, at its axis', ({ plan: made, problems }, name, sentence) => {
  expect(made).toBeNull()
  expect(sayAxisProblem(problems[name]!, axisWords.en)).toBe(sentence)
})

test('every field that can be compared begins with values that work or with none', () => {
  for (const kind of axisKinds) {
    const text = suggestValues(kind, base, null, known)
    const { problems } = plan(axis(kind, text))
    expect([kind, text === '' || problems.x === undefined]).toEqual([kind, true])
  }
  expect(suggestValues('eta', base, null, known)).toBe('0-1 [3]')
})
