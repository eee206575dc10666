// What a picture's settings make of the form. Its code comes when somebody first fills the form from a picture.
import { headBytes, pictureKind, readPictureSettings } from '../core/picture-settings/read-picture'
import { changesBetween } from '../core/request/field-changes'
import type { FieldChange } from '../core/request/field-changes'
import type { Known } from '../core/request/field-texts'
import type { FormValues } from '../core/request/fields'
import { fromInfotext } from '../core/request/read-infotext'
import { inflate } from './inflate'

export interface Filled {
  values: FormValues
  /** Left out. */
  unknown: string[]
  /** Brought into range. */
  changed: FieldChange[]
}

/** null for a text without settings. */
export function readFill(infotext: string, base: FormValues, known: Known, clamp: (values: FormValues) => FormValues): Filled | null {
  const found = fromInfotext(infotext, base, known)
  if (!found) return null
  const { unknown } = found
  let asked = found.values
  let values = clamp(asked)
  // Half a size, or one nearby, is another picture: the form keeps its own.
  if (values.width !== asked.width || values.height !== asked.height) {
    unknown.push(`Size: ${asked.width}x${asked.height}`)
    asked = { ...asked, width: base.width, height: base.height }
    values = clamp(asked)
  }
  return { values, unknown, changed: changesBetween(asked, values) }
}

/** Of a picture that is read for its settings, which lie in its last bytes in some. */
const largestPicture = 256 * 1024 * 1024

/** Why nothing could be read. */
export type Unread = { no: 'no-picture' | 'too-large' | 'unreadable' }

const bytesOf = async (part: Blob): Promise<Uint8Array> => new Uint8Array(await part.arrayBuffer())

/** The settings that a picture carries, '' for none. What is no picture is not read: it may be a model of gigabytes. */
export async function textOfPicture(file: Blob): Promise<string | Unread> {
  try {
    const kind = pictureKind(await bytesOf(file.slice(0, headBytes)))
    if (!kind) return { no: 'no-picture' }
    if (file.size > largestPicture) return { no: 'too-large' }
    return (await readPictureSettings(kind, await bytesOf(file), inflate)) ?? ''
  } catch {
    return { no: 'unreadable' } // deleted or changed since it was chosen, or a folder
  }
}
