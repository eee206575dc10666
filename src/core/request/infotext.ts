// Request ↔ the text under a picture, in AUTOMATIC1111's words (modules/infotext_utils.py, version 1.10.1) by the field table's names.
// How such a text is laid out is core/infotext.ts.
import { readInfotext, writeInfotext } from '../infotext'
import type { ModelManifest } from '../manifest'
import { resolveSampler } from '../samplers'
import { scheduleLabels } from '../schedule/labels'
import { isPublished } from '../schedule/published'
import { chooseMethod } from './choose-method'
import { joinNames, readField, splitNames } from './field-texts'
import type { Known } from './field-texts'
import { fieldOf } from './fields'
import type { FieldId, FormValues } from './fields'
import { valueIn, withoutOptional } from './form-values'
import type { PictureRequest } from './picture-request'

/** The infotext of a request: A1111's labels, the schedule that really ran, no option that this sampler does not have. */
export function infotextOf(request: PictureRequest, manifest: Pick<ModelManifest, 'name' | 'defaults'>): string {
  const { sampler: { meta }, schedule } = chooseMethod(request.sampling, manifest)
  const labels: Partial<Record<FieldId, string>> = {
    sampler: meta.name,
    // Of the model's own schedules only its automatic one has a name in A1111.
    schedule: isPublished(schedule) ? (schedule === manifest.defaults.schedule ? 'Automatic' : schedule) : scheduleLabels[schedule],
    model: manifest.name,
    // A1111 names the RNG unless it is the GPU's own, which cannot be had here.
    rng: request.seed.rng === 'cpu' ? 'CPU' : 'NV',
  }
  const fields = joinNames('infotext', (id) => {
    const value = valueIn(request, id)
    const field = fieldOf(id)
    const off = field.kind === 'number' && field.optional && value === field.off && (id !== 'projectionEta' && id !== 'intervalLow')
    const unused = field.kind === 'number' && ((field.ofSampler && !meta.options.some((option) => option === id)) || (field.ofReseeding && !meta.usesEnsd))
    return value === undefined || off || unused ? null : (labels[id] ?? String(value))
  })
  const named = fields.filter(([name]) => name !== 'Prompt' && name !== 'Negative prompt').map(([name, value]) => [name === 'Eta' && meta.name.startsWith('DDIM') ? 'Eta DDIM' : name, value] as const)
  return writeInfotext({ prompt: request.prompt.positive, negative: request.prompt.negative, fields: [...named, ['Version', 'Darkroom']] })
}

export interface FilledValues {
  values: FormValues
  /** "Name: value" of what the infotext says and this build cannot do. */
  unknown: string[]
}

/** Fields that say nothing about how the picture is made here. */
const silent = ['Version', 'Model hash', 'VAE', 'VAE hash', 'Lora hashes', 'TI hashes', 'Hashes', 'User']

/** Whether the text ends in a line of settings, as A1111, its forks and Darkroom write it. */
export function looksLikeInfotext(text: string): boolean {
  if (!text.includes('Steps: ')) return false
  const fields = readInfotext(text)
  return 'Steps' in fields && ('Sampler' in fields || 'Seed' in fields)
}

/** null for a text without settings. What is not said stays as in `base`, except what an infotext says by silence. */
export function fromInfotext(text: string, base: FormValues, known: Known): FilledValues | null {
  if (!looksLikeInfotext(text)) return null
  const fields = readInfotext(text)
  // No RNG field means A1111's default, the noise of a CUDA card; no schedule, the sampler's own.
  const values: FormValues = { ...withoutOptional(base), prompt: '', negative: '', seed: null, rng: 'nv', schedule: 'automatic' }
  const unknown: string[] = []
  for (const [name, value] of Object.entries(fields)) {
    if (silent.includes(name) || (name === 'Clip skip' && value === '1')) continue
    const read = splitNames('infotext', name, value)?.map(({ id, part }) => [id, fromLabel(id, part, known)] as const)
    if (!read || read.some(([, found]) => found === undefined)) unknown.push(`${name}: ${value}`)
    else for (const [id, found] of read) put(values, id, found!)
  }
  // Before version 1.9 the schedule was a part of the name: "DPM++ 2M Karras".
  const early = fields['Schedule type'] === undefined ? resolveSampler(fields['Sampler'] ?? '')?.schedule : null
  if (early && known.schedules.includes(early)) values.schedule = early
  return { values, unknown }
}

function put(values: FormValues, id: FieldId, value: string | number): void {
  if (id === 'seed' && Number(value) < 0) values.seed = null
  // Written where it has no end, which a form says by saying nothing.
  else if (value !== Infinity) Object.assign(values, { [id]: value })
}

function fromLabel(id: FieldId, text: string, known: Known): string | number | undefined {
  if (text === 'Infinity') return Infinity
  // GPU: what A1111 writes for the noise of the card at hand; the nearest that can be had is NVIDIA's.
  return readField(id, id === 'rng' && text === 'GPU' ? 'nv' : text, known)
}
