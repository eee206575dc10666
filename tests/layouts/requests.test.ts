// How a case of an expected.json becomes a request: sampler names of scripts around diffusers, and the spacing from the timesteps.
import { expect, test } from 'vitest'
import { methodOf, requestOf } from '../../lab/layouts/requests'
import type { LayoutCase } from '../../lab/layouts/requests'
import { schedulerConfig } from '../../src/core/families/configs'

const wanted: LayoutCase = { model: 'm', sampler: 'euler', steps: 4, guidance: 1, seed: 1, width: 64, height: 64, prompt: 'a', final_latent: [], rgb8_base64: '' }
const leading = schedulerConfig({ _class_name: 'EulerDiscreteScheduler', timestep_spacing: 'leading' }, {})

test.each([
  ['ddim', 'ddim', 'diffusers'],
  ['pndm', 'plms', 'diffusers'],
  ['dpmpp_2m_karras', 'dpmpp_2m', 'diffusers_karras'],
  ['DPM++ 2M Karras', 'dpmpp_2m', 'diffusers_karras'],
  ['lms_karras', 'lms', 'diffusers_karras'],
  ['euler_a', 'euler_ancestral', 'diffusers'],
  ['euler_trailing', 'euler', 'diffusers_trailing'],
  ['kdpm2_ancestral', 'dpm_2_ancestral', 'diffusers'],
  ['dpmsolver++', 'dpmpp_2m', 'diffusers'],
  ['UniPCMultistepScheduler', 'unipc', 'diffusers'],
  ['dpmpp_3m_sde_karras', 'dpmpp_3m_sde', 'karras'],
])('%s is the sampler %s with the schedule %s', (name, sampler, schedule) => {
  const method = methodOf(name)
  expect([method.sampler, method.schedules[0]]).toEqual([sampler, schedule])
})

test('a name nobody knows is an error', () => {
  expect(() => methodOf('magic_karras')).toThrow(/magic_karras/)
})

test.each([
  ['none given: the model’s own', undefined, 'diffusers'],
  ['the model’s own', [751, 501, 251, 1], 'diffusers'],
  ['trailing', [999, 749, 499, 249], 'diffusers_trailing'],
  ['linspace', [999, 666, 333, 0], 'diffusers_linspace'],
  ['leading without offset', [750, 500, 250, 0], 'diffusers_leading_offset0'],
])('timesteps tell the spacing: %s', (_, timesteps, schedule) => {
  expect(requestOf({ ...wanted, ...(timesteps && { timesteps }) }, leading).sampling.schedule).toBe(schedule)
})

test('timesteps that a second-order method lists twice are the same', () => {
  expect(requestOf({ ...wanted, sampler: 'heun', timesteps: [999, 666, 666, 333, 333, 0, 0] }, leading).sampling.schedule).toBe('diffusers_linspace')
})
