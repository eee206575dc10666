// Form values ↔ the address: `prompt=a+red+fish&steps=20&size=128x128`. Keys are the field table's.
import { activeValues, withoutOptional } from './form-values'
import { fieldOf } from './fields'
import type { FormValues, OptionalId } from './fields'
import { joinNames, readField, splitNames } from './field-texts'
import type { Known } from './field-texts'

/** Everything that makes the picture, as key and text; what is off is left out. */
export function writeLink(values: FormValues): [key: string, text: string][] {
  const active = activeValues(values)
  return joinNames('link', (id) => {
    const value = fieldOf(id).optional ? active[id as OptionalId] : values[id]
    return value === undefined || value === null || (id === 'negative' && value === '') ? null : String(value)
  })
}

/** Reads keys and texts over `base`; `ignored` names the keys that this build does not know or whose text is no value. */
export function readLink(query: Iterable<readonly [key: string, text: string]>, base: FormValues, known: Known): { values: FormValues; ignored: string[] } {
  const said = [...query]
  if (said.length === 0) return { values: base, ignored: [] }
  // A link without a seed asks for any picture, whatever seed the form holds; one that says nothing of an optional field wants it off.
  const values: FormValues = { ...withoutOptional(base), seed: null }
  const ignored: string[] = []
  for (const [key, text] of said) {
    const read = splitNames('link', key, text)?.map(({ id, part }) => [id, readField(id, part, known)] as const)
    if (!read || read.some(([, value]) => value === undefined)) ignored.push(key)
    else Object.assign(values, Object.fromEntries(read))
  }
  return { values, ignored }
}
