// The text under a picture → form values: A1111's words for what this build has, and the names of what it has not.
// How such a text is laid out is core/infotext.ts; the way there is write-infotext.ts.
import { readInfotext } from '../parse-infotext'
import { findSampler } from '../samplers/catalogue'
import { readField, splitNames } from './field-texts'
import type { Known } from './field-texts'
import type { FieldId, FormValues } from './fields'
import { withoutOptional } from './form-values'

export interface FilledValues {
  values: FormValues
  /** "Name: value" of what the infotext says and this build cannot do. */
  unknown: string[]
}

/** Fields that say nothing about how the picture is made here. */
const silent = ['Version', 'Model hash', 'VAE', 'VAE hash', 'Lora hashes', 'TI hashes', 'Hashes', 'User']

/** null for a text without settings. What is not said stays as in `base`, except what an infotext says by silence. */
export function fromInfotext(text: string, base: FormValues, known: Known): FilledValues | null {
  const fields = readInfotext(text)
  if (!Object.hasOwn(fields, 'Steps') || !(Object.hasOwn(fields, 'Sampler') || Object.hasOwn(fields, 'Seed'))) return null
  // No RNG field means A1111's default, the noise of a CUDA card; no schedule, the sampler's own.
  const values: FormValues = { ...withoutOptional(base), prompt: '', negative: '', seed: null, rng: 'nv', schedule: 'automatic' }
  const unknown: string[] = []
  for (const [name, value] of Object.entries(fields)) {
    if (silent.includes(name) || (name === 'Clip skip' && value === '1')) continue
    const read = splitNames('infotext', name, value)?.map(({ id, part }) => [id, fromLabel(id, part, known)] as const)
    if (!read || read.some(([, found]) => found === undefined)) unknown.push(`${name}: ${value}`)
    // Infinity is written where there is no end, which a form says by saying nothing.
    else Object.assign(values, Object.fromEntries(read.filter(([, found]) => found !== Infinity)))
  }
  // Before version 1.9 the schedule was a part of the name: "DPM++ 2M Karras".
  const early = fields['Schedule type'] === undefined ? findSampler(fields['Sampler'] ?? '')?.schedule : null
  if (early && known.schedules.includes(early)) values.schedule = early
  return { values, unknown }
}

function fromLabel(id: FieldId, text: string, known: Known): string | number | null | undefined {
  if (text === 'Infinity') return Infinity
  // GPU: what A1111 writes for the noise of the card at hand; the nearest that can be had is NVIDIA's.
  return readField(id, id === 'rng' && text === 'GPU' ? 'nv' : text, known)
}
