// What became of values on their way into a range, so that nothing received is changed without a word.
import { fieldIds } from './fields'
import type { FieldId, FormValues } from './fields'

/** `to` undefined = taken away. */
export interface FieldChange { id: FieldId; from: FormValues[FieldId]; to: FormValues[FieldId] }

export function changesBetween(asked: FormValues, given: FormValues): FieldChange[] {
  return fieldIds.filter((id) => asked[id] !== given[id]).map((id) => ({ id, from: asked[id], to: given[id] }))
}
