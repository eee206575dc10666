// Requests that tests make of Pictograms: a form as it is first shown, with what a test changes in it.
import type { FieldId, FormValues } from '../../src/core/request/fields'
import { fieldIds, fieldOf } from '../../src/core/request/fields'
import { defaultValues, toRequest } from '../../src/core/request/form-values'
import type { PictureRequest } from '../../src/core/request/picture-request'
import { readManifest } from './model-files'

export const pictograms = readManifest()

export function requestWith(values: Partial<FormValues> = {}): PictureRequest {
  return toRequest({ ...defaultValues(pictograms), prompt: 'a', ...values }, values.seed ?? 1)
}

/** The field of this name under a picture. */
export const fieldCalled = (infotext: string): FieldId => fieldIds.find((id) => fieldOf(id).infotext === infotext)!
