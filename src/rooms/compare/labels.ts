// How an axis value is written on the page and on the saved sheet.
import type { Axis, AxisKind } from '../../state/compare-plan'
import type { Cell } from '../../state/compare'
import type { Studio } from '../../state/studio'
import { formatMs } from '../../ui/shared/format'
import type { Dictionary } from '../../ui/text/en'
import type { Words } from './words'

export interface Names { studio: Studio; words: Words; text: Dictionary }

export function labelOf(kind: AxisKind, value: string | number, { studio, words, text }: Names): string {
  switch (kind) {
    case 'sampler':
      return studio.samplers.find(({ id }) => id === value)?.name ?? String(value)
    case 'schedule':
      return value === 'automatic' ? text.form.automatic : (studio.schedules.find(({ id }) => id === value)?.name ?? String(value))
    case 'steps':
    case 'guidance':
    case 'seed':
      return words.short[kind](Number(value))
    case 'prompt':
    case 'replace':
      return String(value)
    case 'negative':
      return String(value) || words.noNegative
    default:
      return kind satisfies never
  }
}

/** An axis that is not there is one value without a name. */
export function labelsOf(axis: Axis | null, names: Names): string[] {
  return axis ? axis.values.map((value) => labelOf(axis.kind, value, names)) : ['']
}

/** What stands before a value of Z, unless the value says it itself. */
export function gridTitleOf(z: Axis | null, words: Words): string {
  return z && !['steps', 'guidance', 'seed'].includes(z.kind) ? words.kinds[z.kind] : ''
}

/** Total time and time a step. */
export function timesOf({ picture }: Cell, { words, text }: Names): [total: string, perStep: string] | null {
  if (!picture) return null
  const { totalMs, stepMs } = picture.result.timings
  const mean = stepMs.reduce((sum, ms) => sum + ms, 0) / Math.max(1, stepMs.length)
  return [formatMs(totalMs, text), words.perStep(formatMs(mean, text))]
}
