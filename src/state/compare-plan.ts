// What a comparison is before anything runs: up to three axes, each one field with its values, and the cells they span.
// Every cell is the form with the axes' values put in; the seed is the same in all unless it is an axis.
import { readLines, readNumbers, readReplacements } from '../core/axes/axis-values'
import { axisProblem, refuse } from '../core/axes/problem'
import type { AxisProblem, AxisReading } from '../core/axes/problem'
import type { ModelManifest } from '../core/manifest'
import { recommendedSamplers } from './sampler-groups'
import { fieldIds, fieldOf, numberField } from '../core/request/fields'
import type { FieldId, FormValues } from '../core/request/fields'
import { wellFormed } from '../core/request/well-formed'

/** A field of the table that has an axis; 'replace' searches the prompts for its first value and puts each value there. */
export type AxisKind = FieldId | 'replace'
/** Those that are varied most come first. */
const usual: readonly AxisKind[] = ['sampler', 'schedule', 'steps', 'guidance', 'seed', 'replace', 'prompt', 'negative']
export const axisKinds: readonly AxisKind[] = [...usual, ...fieldIds.filter((id) => fieldOf(id).axis !== undefined && !usual.includes(id))]
export const axisNames = ['x', 'y', 'z'] as const
export type AxisName = (typeof axisNames)[number]

/** As typed; ids with commas between for samplers and schedules. */
export interface AxisSpec { kind: AxisKind; text: string }
export interface CompareSpec { x: AxisSpec; y: AxisSpec | null; z: AxisSpec | null }

export interface Axis { kind: AxisKind; values: (string | number)[] }
export interface PlannedCell { x: number; y: number; z: number; values: FormValues }
export interface Plan { x: Axis; y: Axis | null; z: Axis | null; cells: PlannedCell[] }

export interface Outline {
  /** null while an axis has a problem. */
  plan: Plan | null
  problems: Partial<Record<AxisName, AxisProblem>>
}

export interface KnownChoices { samplers: readonly string[]; schedules: readonly string[] }

/** More pictures than anyone looks at. */
export const maxCells = 400

export function planComparison(spec: CompareSpec, base: FormValues, known: KnownChoices): Outline {
  const problems: Outline['problems'] = {}
  const axes: Record<AxisName, Axis | null> = { x: null, y: null, z: null }
  for (const name of axisNames) {
    const asked = spec[name]
    if (!asked) continue
    const taken = axisNames.slice(0, axisNames.indexOf(name)).some((other) => spec[other]?.kind === asked.kind)
    const reading = taken && asked.kind !== 'replace' ? refuse('varied') : readAxis(asked, known)
    if (reading.problem) problems[name] = reading.problem
    else axes[name] = { kind: asked.kind, values: reading.values }
  }
  const { x, y, z } = axes
  for (const name of axisNames) {
    const axis = axes[name]
    if (axis?.kind === 'replace' && !searched(base, [x, y, z]).some((text) => text.includes(String(axis.values[0])))) problems[name] = axisProblem('notFound', String(axis.values[0]))
  }
  const count = [x, y, z].reduce((product, axis) => product * (axis?.values.length ?? 1), 1)
  if (count > maxCells) problems[spec.z ? 'z' : spec.y ? 'y' : 'x'] = axisProblem('tooManyPictures', count, maxCells)
  if (!x || Object.keys(problems).length > 0) return { plan: null, problems }
  return { plan: { x, y, z, cells: cellsOf(x, y, z, base) }, problems }
}

function readAxis({ kind, text }: AxisSpec, known: KnownChoices): AxisReading<string | number> {
  if (kind === 'replace') return readReplacements(text)
  const field = fieldOf(kind)
  switch (field.kind) {
    case 'text':
      // No negative prompt is a value of its own.
      return readLines(text, { emptyCounts: kind === 'negative' })
    case 'choice': {
      const values = [...new Set(text.split(',').map((id) => id.trim()).filter(Boolean))]
      const strange = values.find((id) => !known[kind === 'sampler' ? 'samplers' : 'schedules'].includes(id))
      if (strange !== undefined) return refuse('unknownChoice', wellFormed(strange.slice(0, 60)))
      return values.length > 0 ? { values, problem: null } : refuse('noChoice')
    }
    default: {
      const { min, max, whole = false } = numberField(kind)
      return readNumbers(text, { min, max, whole })
    }
  }
}

/** Row by row, grid by grid: the order they are run in and read in. */
function cellsOf(x: Axis, y: Axis | null, z: Axis | null, base: FormValues): PlannedCell[] {
  const cells: PlannedCell[] = []
  for (let k = 0; k < (z?.values.length ?? 1); k++) {
    for (let j = 0; j < (y?.values.length ?? 1); j++) {
      for (let i = 0; i < x.values.length; i++) {
        const values = { ...base }
        const chosen = [{ axis: x, at: i }, { axis: y, at: j }, { axis: z, at: k }]
        // Whole prompts go in first, so that a replacement works inside each of them.
        for (const { axis, at } of chosen) if (axis && axis.kind !== 'replace') put(values, axis, at)
        for (const { axis, at } of chosen) if (axis?.kind === 'replace') put(values, axis, at)
        cells.push({ x: i, y: j, z: k, values })
      }
    }
  }
  return cells
}

function put(form: FormValues, { kind, values }: Axis, at: number): void {
  const value = values[at] ?? ''
  if (kind !== 'replace') {
    Object.assign(form, { [kind]: value })
    return
  }
  const sought = String(values[0])
  form.prompt = form.prompt.replaceAll(sought, () => String(value))
  form.negative = form.negative.replaceAll(sought, () => String(value))
}

/** The texts in which a replacement may find its word. */
function searched(base: FormValues, axes: (Axis | null)[]): string[] {
  const texts = axes.flatMap((axis) => (axis && ['prompt', 'negative', 'replace'].includes(axis.kind) ? axis.values.slice(axis.kind === 'replace' ? 1 : 0).map(String) : []))
  return [base.prompt, base.negative, ...texts]
}

/** Values to begin with, so that a freshly chosen axis works at once. */
export function suggestValues(kind: AxisKind, { prompt }: FormValues, manifest: ModelManifest | null, known: KnownChoices): string {
  switch (kind) {
    case 'sampler':
      return recommendedSamplers.filter((id) => known.samplers.includes(id)).slice(0, 5).join(',')
    case 'schedule':
      return ['normal', 'karras', 'exponential', 'sgm_uniform'].filter((id) => known.schedules.includes(id)).join(',')
    case 'steps':
      return '4, 8, 16'
    case 'guidance':
      return '1, 3, 5, 7'
    case 'seed':
      return '1-4'
    case 'prompt':
      return [...new Set([prompt.trim(), ...(manifest?.examples.en ?? [])])].filter(Boolean).slice(0, 3).join('\n')
    case 'replace':
    case 'negative':
      return ''
    default: {
      const { min, max } = numberField(kind)
      return max <= 2 ? `${min}-${max} [3]` : ''
    }
  }
}
