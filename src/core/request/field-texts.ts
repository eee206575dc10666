// What the text forms of a request share: names that two fields share are joined and taken apart, and a text is read as a field's value.
import { findSampler } from '../samplers/catalogue'
import { resolveSchedule } from '../schedule/names'
import { isPublished } from '../schedule/published-names'
import { fieldIds, fieldOf, isChoice, maxSeed } from './fields'
import type { FieldId } from './fields'
import type { FieldName, FieldNames } from './field-kinds'
import { readSeed, readWritten } from './typed-number'
import { wellFormed } from './well-formed'

/** What this build and this browser have, as a text may name it. */
export interface Known {
  models: readonly { id: string; name: string }[]
  samplers: readonly string[]
  /** Besides 'automatic'. */
  schedules: readonly string[]
}

type Form = 'link' | 'infotext' | 'flag'

/** name → text for every field that has a name in this form and says something, in the table's order. Both halves of a shared name or none. */
export function joinNames(form: Form, textOf: (id: FieldId) => string | null): [name: string, text: string][] {
  const joined: [string, string][] = []
  for (const id of fieldIds) {
    const name: FieldName | undefined = fieldOf(id)[form]
    if (name === undefined) continue
    const text = textOf(id)
    if (typeof name === 'string') {
      if (text !== null) joined.push([name, text])
    } else if (name.part === 0) {
      const other = textOf(sharing(form, name.name, 1))
      if (text !== null && other !== null) joined.push([name.name, text + name.between + other])
    }
  }
  return joined
}

/** The fields that a name stands for, each with its part of the text; null = no field has this name, or the text has no two parts. */
export function splitNames(form: Form, name: string, text: string): { id: FieldId; part: string }[] | null {
  const whole = fieldIds.find((id) => fieldOf(id)[form] === name || (form === 'infotext' && fieldOf(id).infotextAlso?.includes(name)))
  if (whole) return [{ id: whole, part: text }]
  const first = fieldIds.find((id) => isShared(fieldOf(id), form, name, 0))
  if (!first) return null
  const { between } = fieldOf(first)[form] as { between: string }
  const at = text.indexOf(between, 1)
  return at < 0 ? null : [{ id: first, part: text.slice(0, at) }, { id: sharing(form, name, 1), part: text.slice(at + between.length) }]
}

function sharing(form: Form, name: string, part: 0 | 1): FieldId {
  return fieldIds.find((id) => isShared(fieldOf(id), form, name, part))!
}

function isShared(names: FieldNames, form: Form, name: string, part: 0 | 1): boolean {
  const own = names[form]
  return typeof own === 'object' && own.name === name && own.part === part
}

/** A text as a field's value; undefined = it is none, null = a seed left to chance. A schedule's or model's name counts like its id. */
export function readField(id: FieldId, text: string, known: Known): string | number | null | undefined {
  const field = fieldOf(id)
  if (field.kind === 'text') return wellFormed(text)
  if (!isChoice(field)) {
    if (field.max !== maxSeed) return readWritten(text)?.value
    const seed = readSeed(text)
    const value = text.trim() !== '' && seed.kind === 'value' ? seed.value : undefined
    // Only the picture's own seed can be left to chance.
    return value === null && field.kind !== 'seed' ? undefined : value
  }
  switch (field.of) {
    case 'model':
      return known.models.find((model) => model.id === text || model.name === text)?.id
    case 'sampler': {
      const found = findSampler(text)?.meta.id
      return found !== undefined && known.samplers.includes(found) ? found : undefined
    }
    case 'schedule': {
      if (text.toLowerCase() === 'automatic') return 'automatic'
      const found = known.schedules.includes(text) ? text : resolveSchedule(text)
      // Earlier versions wrote the model's own schedule into links.
      if (!found && isPublished(text)) return 'automatic'
      return found && known.schedules.includes(found) ? found : undefined
    }
    default:
      return field.of.find((value) => value === text.toLowerCase())
  }
}
