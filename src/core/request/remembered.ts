// A request that was kept in a browser and comes back: every scalar of the field table is what its row says, and the lists are lists.
// Ranges are the engine's business, which refuses by name.
import { fieldIds, fieldOf } from './fields'
import { valueIn } from './form-values'
import type { PictureRequest } from './picture-request'

export function isRequest(value: unknown): value is PictureRequest {
  const request = Object(value) as PictureRequest
  try {
    return fieldIds.every((id) => {
      const { kind, optional } = fieldOf(id)
      const found = valueIn(request, id)
      if (found === undefined) return optional
      return kind === 'number' || kind === 'seed' ? typeof found === 'number' && !Number.isNaN(found) : typeof found === 'string'
    }) && typeof request.source.kind === 'string' && [request.adapters, request.controls, request.passes].every(Array.isArray)
  } catch {
    return false // null where a group should be
  }
}
