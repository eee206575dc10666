// Running out of memory has many names: the GPU's, its limits', and the WebAssembly heap's.
import { EngineError } from '../../src/core/errors/engine-error'

const words = /out of memory|bad_alloc|exceeds the max buffer size|exceeds the max(imum)? storage buffer binding size|array buffer allocation failed/i

/** Null when it is something else. */
export function outOfMemory(error: unknown): EngineError | null {
  if (error instanceof EngineError) return error.code === 'out-of-memory' ? error : null
  const message = error instanceof Error ? error.message : String(error)
  if (!words.test(message)) return null
  return new EngineError('out-of-memory.run', {}, message)
}
