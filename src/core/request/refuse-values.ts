// Form values from a program, held to the field table before they reach the form: a person sees a number move into its range, a program
// would get another picture than it asked for and not know.
import { EngineError } from '../errors/engine-error'
import type { ModelManifest } from '../manifest'
import type { Known } from './field-texts'
import { fieldIds, fieldOf } from './fields'
import type { FieldId } from './fields'
import type { ChoiceField } from './field-kinds'
import { rangeOf } from './form-values'
import { intoRange } from './number-range'

/** @throws EngineError `bad-request` that names the first field which is none or cannot be so. undefined = left out. */
export function refuseValues(values: Readonly<Record<string, unknown>>, known: Known, manifest: ModelManifest | null): void {
  for (const [name, value] of Object.entries(values)) {
    const id = fieldIds.find((one) => one === name)
    if (!id) throw new EngineError('bad-request.field-unknown', { field: shown(name), known: fieldIds.join(', ') })
    if (value !== undefined) refuseValue(id, value, known, manifest)
  }
}

function refuseValue(id: FieldId, value: unknown, known: Known, manifest: ModelManifest | null): void {
  const field = fieldOf(id)
  const found = shown(value)
  if (field.kind === 'text') {
    if (typeof value !== 'string') throw new EngineError('bad-request.field-text', { field: id, found })
  } else if (field.kind === 'choice') {
    const choices = choicesOf(field, known)
    if (!choices.includes(value as string)) throw new EngineError('bad-request.field-choice', { field: id, found, known: choices.join(', ') })
  } else if (!(field.kind === 'seed' && value === null)) {
    const range = rangeOf(id, manifest)
    const { min, max, step, whole } = range
    if (typeof value === 'number' && value === intoRange(value, range)) return
    if (step !== undefined) throw new EngineError('bad-request.field-steps', { field: id, found, min, max, step })
    throw new EngineError(whole ? 'bad-request.field-whole' : 'bad-request.field-number', { field: id, found, min, max })
  }
}

function choicesOf({ of }: ChoiceField, known: Known): readonly string[] {
  switch (of) {
    case 'model':
      return known.models.map(({ id }) => id)
    case 'sampler':
      return known.samplers
    case 'schedule':
      return ['automatic', ...known.schedules]
    default:
      return of
  }
}

const shown = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? typeof value)).slice(0, 60)
