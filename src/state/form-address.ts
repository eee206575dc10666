// The form's part of an address, in the studio and beside a comparison's axes.
import { changesBetween } from '../core/request/field-changes'
import { readLink, writeLink } from '../core/request/link'
import type { Form } from './form'
import type { Entries, RoomCodec } from './place'

export function formCodec({ values, ignoredLinkKeys, changedByLink, known, baseOf, clamp }: Pick<Form, 'values' | 'ignoredLinkKeys' | 'changedByLink' | 'known' | 'baseOf' | 'clamp'>): RoomCodec {
  return {
    write: (seed) => writeLink(seed === undefined ? values.value : { ...values.value, seed }),
    read(entries: Entries) {
      const model = entries.findLast(([key]) => key === 'model')?.[1]
      const link = readLink(entries, baseOf(model), known())
      ignoredLinkKeys.value = link.ignored
      changedByLink.value = []
      // An address that says nothing of a picture leaves the form as it is.
      if (link.ignored.length === entries.length) return
      const given = clamp(link.values)
      changedByLink.value = changesBetween(link.values, given)
      values.value = given
    },
  }
}
