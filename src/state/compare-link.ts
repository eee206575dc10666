// A comparison in the address: `mode=compare&x=sampler:euler,ddim&y=steps:4-20 (+4)` beside the settings of the form.
import { axisKinds, axisNames } from './compare-plan'
import type { AxisSpec, CompareSpec } from './compare-plan'

export type Mode = 'single' | 'compare'

/** What follows the settings in the hash; nothing in Single mode. */
export function writeCompare(mode: Mode, spec: CompareSpec): string {
  if (mode === 'single') return ''
  const query = new URLSearchParams({ mode })
  for (const name of axisNames) {
    const axis = spec[name]
    if (axis) query.set(name, `${axis.kind}:${axis.text}`)
  }
  return `&${query}`
}

/** Takes the comparison out of a hash; `rest` is for the settings. Axes it cannot read are left to be named there. */
export function readCompare(hash: string): { rest: string; mode: Mode; spec: CompareSpec | null } {
  const query = new URLSearchParams(hash.replace(/^#/, ''))
  const mode = query.get('mode') === 'compare' ? 'compare' : 'single'
  const axes: Record<string, AxisSpec | null> = { x: null, y: null, z: null }
  if (mode === 'compare') {
    query.delete('mode')
    for (const name of axisNames) {
      const axis = readAxis(query.get(name))
      if (!axis) continue
      axes[name] = axis
      query.delete(name)
    }
  }
  const { x, y, z } = axes
  return { rest: query.size > 0 ? `#${query}` : '', mode, spec: x ? { x, y: y ?? null, z: z ?? null } : null }
}

function readAxis(value: string | null): AxisSpec | null {
  const at = value?.indexOf(':') ?? -1
  if (!value || at < 0) return null
  const kind = axisKinds.find((known) => known === value.slice(0, at))
  return kind ? { kind, text: value.slice(at + 1) } : null
}
