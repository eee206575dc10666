// What the fields of the Advanced settings share: reading an optional value of the form and writing it back.
import { activeValues, rangeOf } from '../../../core/request/form-values'
import { fieldOf, optionalIds } from '../../../core/request/fields'
import type { OptionalId } from '../../../core/request/fields'
import { useApp } from '../../shared/context'

/** How far one press of an arrow key goes, where it is not 0.05. */
function incrementOf(id: OptionalId): number {
  const { whole, step, max } = rangeOf(id, null)
  if (step !== undefined) return step
  return whole || (max >= 100 && max < 1000) || id === 'projectionMaxNorm' ? 1 : max === 2 ? 0.01 : 0.05
}

/** The optional fields that live in one part of the request, in the table's order. */
export const fieldsAt = (path: string): OptionalId[] => optionalIds.filter((id) => fieldOf(id).path.startsWith(`${path}.`))

export function useExtras() {
  const { form } = useApp()
  const values = form.values.value
  const active = activeValues(values)
  const set = (id: OptionalId, value: number | undefined) => form.edit({ [id]: value })
  return {
    values,
    active,
    set,
    changed: (ids: readonly OptionalId[]) => ids.some((id) => active[id] !== undefined),
    /** What a number field needs to hold this value. */
    field(id: OptionalId) {
      return { value: values[id], range: rangeOf(id, null), step: incrementOf(id), onChange: (value: number | undefined) => set(id, value) }
    },
  }
}
