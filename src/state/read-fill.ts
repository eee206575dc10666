// What a picture's settings make of the form. Its code comes when somebody first fills the form from a picture.
import { readPngSettings } from '../core/png'
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

/** The settings that a PNG carries, '' for none; null = not a PNG, or a file that cannot be read (gone, or a folder). */
export async function textOfFile(file: Blob | undefined): Promise<string | null> {
  if (!file) return null
  try {
    // What does not begin as a PNG is not read whole: it may be a model of gigabytes.
    await readPngSettings(await bytesOf(file.slice(0, 8)), inflate)
    return (await readPngSettings(await bytesOf(file), inflate)) ?? ''
  } catch {
    return null
  }
}

async function bytesOf(part: Blob): Promise<Uint8Array> {
  return new Uint8Array(await part.arrayBuffer())
}
