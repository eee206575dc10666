// The range that a number may lie in, and the nearest number of it.
import type { NumberRange } from './field-kinds'

export function intoRange(value: number, { min, max, whole, step }: NumberRange): number {
  const bounded = Number.isNaN(value) ? min : Math.min(max, Math.max(min, value))
  if (step !== undefined) return Math.min(max, min + Math.round((bounded - min) / step) * step)
  return whole ? Math.round(bounded) : bounded
}
