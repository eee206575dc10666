import { expect, test } from 'vitest'
import { groupSamplers } from './sampler-groups'

const choice = (id: string, stochastic = false) => ({ id, name: id, help: { en: '', zh: '' }, stochastic })

test('samplers: recommended first, the model’s own before them, each once', () => {
  const groups = groupSamplers([choice('heun'), choice('euler'), choice('dpmpp_sde', true), choice('lcm', true), choice('dpmpp_2m')], 'heun')
  expect(groups.map(({ name, samplers }) => [name, samplers.map(({ id }) => id)])).toEqual([
    ['recommended', ['heun', 'dpmpp_2m', 'euler']],
    ['stochastic', ['dpmpp_sde']],
    ['few-step', ['lcm']],
  ])
})
