// public/models/pictograms/measured.json: what was measured of the shipped weights, each number with the files it was measured on. The
// measuring takes minutes to hours, so tests only ask whether those are still the files that ship (tests/measured.test.ts).
import { join } from 'node:path'

export const measuredPath = join(import.meta.dirname, '..', 'public', 'models', 'pictograms', 'measured.json')

/** sha256 of each model file that the numbers belong to, by path. */
export interface MeasuredOn { files: Record<string, string> }

export interface MeasuredModel {
  /** Overlap of a noun's attention with its object in the picture, and with the other object; single precision. */
  xray: MeasuredOn & { pictures: number; own: number; others: number }
  /** Share of held-out captions whose picture is right in everything they state, by variant: a precision, or 'instant'. */
  score: Record<string, MeasuredOn & { captions: number; english: number; chinese: number }>
}
