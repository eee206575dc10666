// Anything caught on the page as an EngineError, so that every failure is shown the same way.
import { EngineError } from '../core/errors/engine-error'

export function asEngineError(thrown: unknown): EngineError {
  if (thrown instanceof EngineError) return thrown
  return new EngineError('internal.page', {}, String(thrown))
}
