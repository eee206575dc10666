// Form values ↔ request: which values count, into range, and there and back by the paths of the field table.
import type { ModelManifest } from '../manifest'
import { findSampler } from '../samplers/catalogue'
import { isPublished } from '../schedule/published-names'
import { ends, fieldIds, fieldOf, fields, numberField, optionalIds } from './fields'
import type { FieldId, FormValues, OptionalId } from './fields'
import type { NumberRange } from './field-kinds'
import { intoRange } from './number-range'
import type { PictureRequest } from './picture-request'
import { wellFormed } from './well-formed'

/** A form as it is first shown for a model. */
export function defaultValues(manifest: ModelManifest): FormValues {
  const { id, defaults: { steps, guidance, sampler }, size } = manifest
  const schedule = defaultSchedule(manifest)
  return { prompt: '', negative: '', steps, sampler, schedule, guidance, seed: null, width: size.width, height: size.height, model: id, rng: 'cpu' }
}

/** A model's own schedule is no choice of the form: automatic stands for it, and for another one with a sampler that has no class for it. */
export function defaultSchedule({ defaults }: Pick<ModelManifest, 'defaults'>): string {
  return isPublished(defaults.schedule) ? 'automatic' : defaults.schedule
}

/** Sizes a model can make: its step from min to max, nothing else. */
export function sizesOf({ size }: ModelManifest): number[] {
  const sizes: number[] = []
  for (let side = size.min; side <= size.max; side += size.step) sizes.push(side)
  return sizes
}

/** Every number into its range, so that neither a link nor a half-typed field can ask for nonsense. Of two ends the lower one first. */
export function clampValues(values: FormValues, manifest: ModelManifest): FormValues {
  const clamped: Record<string, unknown> = { ...values }
  for (const id of fieldIds) {
    const { kind, optional } = fieldOf(id)
    const value = values[id]
    if (kind !== 'number' && kind !== 'seed') continue
    if (optional && (value === undefined || !Number.isFinite(value))) delete clamped[id]
    else if (value !== null) clamped[id] = intoRange(Number(value), rangeOf(id, manifest))
  }
  for (const [low, high] of ends) {
    const from = Number(clamped[low] ?? 0)
    const to = Number(clamped[high] ?? 0)
    if (to > 0 && from > to) Object.assign(clamped, { [low]: to, [high]: from })
    // Nothing lies between two equal ends: keep the lower one.
    else if (to > 0 && from === to) delete clamped[high]
  }
  return clamped as FormValues
}

/** A field's range; the model decides what sizes there are. */
export function rangeOf(id: FieldId, manifest: ModelManifest | null): NumberRange {
  const { min, max, whole, step } = numberField(id)
  if (manifest && (id === 'width' || id === 'height')) return { min: manifest.size.min, max: manifest.size.max, step: manifest.size.step, whole: true }
  return { min, max, ...(whole && { whole }), ...(step !== undefined && { step }) }
}

/** The optional values that change the picture: no zeros that mean off, no halves of a pair, no options of another sampler. */
export function activeValues(values: FormValues): Partial<Record<OptionalId, number>> {
  const listed: readonly string[] = findSampler(values.sampler)?.meta.options ?? []
  const said = (id: OptionalId) => {
    const field = fieldOf(id)
    return values[id] !== undefined && (field.kind !== 'number' || (values[id] !== field.off && (!field.ofSampler || listed.includes(id))))
  }
  const active: Partial<Record<OptionalId, number>> = {}
  for (const id of optionalIds) {
    const needs = (fieldOf(id).needs ?? []) as readonly OptionalId[]
    if (said(id) && needs.every(said)) active[id] = values[id]!
  }
  return active
}

/** Only what every form has. */
export function withoutOptional(values: FormValues): FormValues {
  return Object.fromEntries(Object.entries(values).filter(([id]) => !fieldOf(id as FieldId).optional)) as unknown as FormValues
}

/** The request of these values with the seed that was drawn for it. Half a character typed makes no half of one in a request. */
export function toRequest(values: FormValues, seed: number): PictureRequest {
  const request: PictureRequest = {
    model: { id: values.model },
    prompt: { positive: '', negative: '' },
    size: { width: 0, height: 0 },
    source: { kind: 'noise' },
    sampling: { sampler: '', schedule: '', steps: 0 },
    seed: { value: seed, rng: 'cpu' },
    guidance: { scale: 0 },
    adapters: [], controls: [], passes: [],
  }
  const active = activeValues(values)
  for (const id of fieldIds) {
    const { path, optional } = fieldOf(id)
    const value = optional ? active[id as OptionalId] : id === 'seed' ? seed : values[id]
    if (value !== undefined) write(request, path, typeof value === 'string' ? wellFormed(value) : value)
  }
  for (const id of optionalIds) fillNeighbours(request, id)
  return request
}

/** An active field's neighbours in its own group (a seed beside a strength) say their neutral value instead of nothing. */
function fillNeighbours(request: PictureRequest, id: OptionalId): void {
  const field = numberField(id)
  const parts = field.path.split('.')
  const group = parts.slice(0, -1).join('.')
  if (field.kind !== 'number' || field.off === undefined || parts.length < 3 || group === 'sampling.options') return
  if (read(request, group) !== undefined && read(request, field.path) === undefined) write(request, field.path, field.filled ?? field.off)
}

/** The values that make this request again. */
export function fromRequest(request: PictureRequest): FormValues {
  const values: Record<string, unknown> = {}
  for (const id of fieldIds) {
    const field = fieldOf(id)
    const value = read(request, field.path)
    // Infinity stands where a form has nothing.
    if (value !== undefined && value !== Infinity && !(field.optional && field.kind === 'number' && value === field.off)) values[id] = value
  }
  return values as FormValues
}

/** A field's value in a request. */
export const valueIn = (request: PictureRequest, id: FieldId): unknown => read(request, fields[id].path)

function read(from: object, path: string): unknown {
  return path.split('.').reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], from)
}

function write(into: object, path: string, value: unknown): void {
  const names = path.split('.')
  const last = names.pop()!
  const at = names.reduce((group, name) => (group[name] ??= {}) as Record<string, unknown>, into as Record<string, unknown>)
  at[last] = value
}
