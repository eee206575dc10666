// How long a comparison will take yet, from what its finished cells took. Two samplers may differ by a factor of two a step,
// and guidance doubles it, so a cell is measured by its likes first.
import type { FormValues } from '../core/request/fields'
import type { Picture } from './orders'

export interface EtaCell { values: FormValues; picture: Picture | null }

/** `running` is the engine's estimate for the cell under way: ms done and ms to go, null before its first step. */
export function estimateRemaining(finished: EtaCell[], waiting: EtaCell[], current: EtaCell | null, running: { elapsedMs: number; remainingMs: number } | null): number | null {
  const samples = finished.flatMap(({ values, picture }) => (picture ? [{ values, ms: picture.result.timings.totalMs / Math.max(1, values.steps) }] : []))
  if (current && running) samples.push({ values: current.values, ms: (running.elapsedMs + running.remainingMs) / Math.max(1, current.values.steps) })
  if (samples.length === 0) return null
  const costOf = ({ values }: EtaCell) => {
    const alike = samples.filter((sample) => sample.values.sampler === values.sampler && (sample.values.guidance > 1) === (values.guidance > 1))
    const from = alike.length > 0 ? alike : samples
    return (values.steps * from.reduce((sum, { ms }) => sum + ms, 0)) / from.length
  }
  const now = current ? (running?.remainingMs ?? costOf(current)) : 0
  return now + waiting.reduce((sum, cell) => sum + costOf(cell), 0)
}
