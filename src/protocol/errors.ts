// Carries EngineError across the worker boundary as data: comlink alone keeps only name, message and stack.
import { transferHandlers } from 'comlink'
import { EngineError } from '../core/errors/engine-error'
import type { EngineErrorCode } from '../core/errors/engine-error'

interface ThrownData { code: EngineErrorCode; message: string; remedy: string; detail: string }

/** Any thrown value as EngineError; what nobody foresaw becomes code `internal`. */
export function toEngineError(thrown: unknown): EngineError {
  if (thrown instanceof EngineError) return thrown
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  const stack = thrown instanceof Error ? (thrown.stack ?? '') : ''
  return new EngineError('internal', 'Something went wrong inside the engine.', 'Try again; if it happens again, reload the page.', `${message}\n${stack}`)
}

/** Installs the codec; call once on each side, before the first call. */
export function installErrorCodec(): void {
  const original = transferHandlers.get('throw')
  if (!original) throw new Error('comlink has no throw handler')
  transferHandlers.set('throw', {
    canHandle: original.canHandle,
    serialize: (thrown: unknown) => {
      const { code, message, remedy, detail } = toEngineError((thrown as { value: unknown }).value)
      return [{ code, message, remedy, detail } satisfies ThrownData, []]
    },
    deserialize: (data: unknown) => {
      const { code, message, remedy, detail } = data as ThrownData
      throw new EngineError(code, message, remedy, detail)
    },
  })
}
