// Carries EngineError across the worker boundary as data: comlink alone keeps only name, message and stack.
import { transferHandlers } from 'comlink'
import { EngineError, errorData, errorFrom } from '../core/errors/engine-error'
import type { ErrorData } from '../core/errors/engine-error'

/** Any thrown value as EngineError; what nobody foresaw becomes `internal.unforeseen`. */
export function toEngineError(thrown: unknown): EngineError {
  if (thrown instanceof EngineError) return thrown
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  const stack = thrown instanceof Error ? (thrown.stack ?? '') : ''
  return new EngineError('internal.unforeseen', {}, `${message}\n${stack}`)
}

/** Installs the codec; call once on each side, before the first call. */
export function installErrorCodec(): void {
  const original = transferHandlers.get('throw')
  if (!original) throw new Error('comlink has no throw handler')
  transferHandlers.set('throw', {
    canHandle: original.canHandle,
    serialize: (thrown: unknown) => [errorData(toEngineError((thrown as { value: unknown }).value)), []],
    deserialize: (data: unknown) => {
      throw errorFrom(data as ErrorData)
    },
  })
}
