// A comparison in the address: `x=sampler:euler,ddim&y=steps:4-20 (+4)` before the values of the form.
import { axisKinds, axisNames } from './compare-plan'
import type { AxisSpec, CompareSpec, KnownChoices } from './compare-plan'
import type { Entries } from './place'

export function writeAxes(spec: CompareSpec): Entries {
  return axisNames.flatMap((name) => {
    const axis = spec[name]
    return axis ? [[name, `${axis.kind}:${axis.text}`] as const] : []
  })
}

/** Takes the axes out of an address; the rest is for the form. Axes it cannot use are left to be named there. */
export function readAxes(entries: Entries): { rest: Entries; spec: CompareSpec | null } {
  const found = new Map(entries.flatMap(([key, text]) => {
    const name = axisNames.find((known) => known === key)
    const axis = name && readAxis(text)
    return axis ? [[name, axis] as const] : []
  }))
  const x = found.get('x')
  // Without a first axis there is no comparison, and the others are as unknown as any other key.
  if (!x) return { rest: entries, spec: null }
  const rest = entries.filter(([key]) => !axisNames.some((name) => name === key && found.has(name)))
  return { rest, spec: { x, y: found.get('y') ?? null, z: found.get('z') ?? null } }
}

function readAxis(value: string): AxisSpec | null {
  const at = value.indexOf(':')
  const kind = at < 0 ? undefined : axisKinds.find((known) => known === value.slice(0, at))
  return kind ? { kind, text: value.slice(at + 1) } : null
}

/** Samplers and schedules of the axes that this version does not have, which the plan leaves out. */
export function unknownChoices({ x, y, z }: CompareSpec, known: KnownChoices): string[] {
  return [x, y, z].flatMap((axis) => {
    if (axis?.kind !== 'sampler' && axis?.kind !== 'schedule') return []
    const choices = known[axis.kind === 'sampler' ? 'samplers' : 'schedules']
    return axis.text.split(',').filter((id) => id !== '' && !choices.includes(id))
  })
}
