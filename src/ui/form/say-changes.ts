// What was brought into range, as a list: "Steps 400 → 150; Guidance 45 → 30".
import type { FieldChange } from '../../core/request/field-changes'
import type { FormWords } from './words'

export function sayChanges(changes: readonly FieldChange[], names: FormWords['fields']): string {
  return changes.map(({ id, from, to }) => `${names[id]} ${from ?? '–'} → ${to ?? '–'}`).join('; ')
}
