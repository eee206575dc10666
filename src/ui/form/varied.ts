// Which axis of a comparison sets a field of the form, so that the form can say so.
import type { AxisKind, AxisName } from '../../state/compare-plan'
import { axisNames } from '../../state/compare-plan'
import { useStudio } from '../shared/context'

export function useVaried(): (kind: AxisKind) => AxisName | null {
  const { compare } = useStudio()
  const spec = compare.spec.value
  const comparing = compare.mode.value === 'compare'
  return (kind) => (comparing ? (axisNames.find((name) => spec[name]?.kind === kind) ?? null) : null)
}
