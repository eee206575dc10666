import { expect, test } from 'vitest'
import { readAxes, unknownChoices, writeAxes } from './compare-link'
import type { CompareSpec } from './compare-plan'
import { fromHash, toHash } from './place'

const spec: CompareSpec = { x: { kind: 'sampler', text: 'euler,ddim' }, y: { kind: 'steps', text: '4-20 (+4)' }, z: { kind: 'prompt', text: 'a cat & a dog\n红色的鱼: #1' } }

test('a comparison survives the address, signs and all', () => {
  const { entries } = fromHash(toHash('compare', [...writeAxes(spec), ['prompt', 'a fish'], ['steps', '20']]))
  expect(readAxes(entries)).toEqual({ rest: [['prompt', 'a fish'], ['steps', '20']], spec })
  expect(writeAxes({ ...spec, y: null, z: null })).toEqual([['x', 'sampler:euler,ddim']])
})

test('without a first axis there is no comparison', () => {
  expect(readAxes([['prompt', 'a fish']])).toEqual({ rest: [['prompt', 'a fish']], spec: null })
  // Another axis alone is left to be named.
  expect(readAxes([['y', 'steps:4']])).toEqual({ rest: [['y', 'steps:4']], spec: null })
})

test('axes that it does not know are left to be named with the other unknown keys', () => {
  expect(readAxes([['x', 'colour:red'], ['y', 'steps'], ['z', '__proto__:1']])).toEqual({ rest: [['x', 'colour:red'], ['y', 'steps'], ['z', '__proto__:1']], spec: null })
})

test('samplers and schedules of an axis that there are none of are named, of other axes nothing', () => {
  const known = { samplers: ['euler', 'ddim'], schedules: ['automatic', 'karras'] }
  expect(unknownChoices(spec, known)).toEqual([])
  expect(unknownChoices({ x: { kind: 'sampler', text: 'euler,nope' }, y: { kind: 'schedule', text: 'magic,karras' }, z: { kind: 'prompt', text: 'a,b' } }, known)).toEqual(['nope', 'magic'])
})
