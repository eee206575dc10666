// How an axis value is written on the page and on the saved sheet.
import type { Axis, AxisKind } from '../../state/compare-plan'
import { fieldOf } from '../../core/request/fields'
import type { Names } from './use-names'

export function labelOf(kind: AxisKind, value: string | number, { app, words, shared, kind: kindName }: Names): string {
  switch (kind) {
    case 'sampler':
      return app.form.samplers.find(({ id }) => id === value)?.name ?? String(value)
    case 'schedule':
      return value === 'automatic' ? shared.automatic : (app.form.schedules.find(({ id }) => id === value)?.name ?? String(value))
    case 'steps':
    case 'guidance':
    case 'seed':
      return words.short[kind](Number(value))
    case 'negative':
      return String(value) || words.noNegative
    default:
      return kind === 'replace' || fieldOf(kind).kind === 'text' ? String(value) : `${kindName(kind)} ${value}`
  }
}

/** An axis that is not there is one value without a name. */
export function labelsOf(axis: Axis | null, names: Names): string[] {
  return axis ? axis.values.map((value) => labelOf(axis.kind, value, names)) : ['']
}

/** What stands before a value of Z, unless the value says it itself. */
export function gridTitleOf(z: Axis | null, { kind }: Names): string {
  return z && (z.kind === 'replace' || ['text', 'choice'].includes(fieldOf(z.kind).kind)) ? kind(z.kind) : ''
}
