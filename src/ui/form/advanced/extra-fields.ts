// What the fields of the Advanced settings share: reading one extra from the form and writing it back.
import { activeExtras, ruleOf, setExtra } from '../../../state/extras'
import type { ExtraName } from '../../../state/extras'
import { useStudio } from '../../shared/context'

/** How far one press of an arrow key goes. */
const increments: Partial<Record<ExtraName, number>> = { sChurn: 1, seedWidth: 8, seedHeight: 8, ensd: 1, projectionMaxNorm: 1, sNoise: 0.01 }

export function useExtras() {
  const { settings } = useStudio()
  const now = settings.value
  const extras = now.extras ?? {}
  const active = activeExtras(now)
  const set = (name: ExtraName, value: number | undefined) => {
    const { extras: before = {} } = settings.peek()
    settings.value = { ...settings.peek(), extras: setExtra(before, name, value) }
  }
  return {
    extras,
    active,
    set,
    changed: (names: readonly ExtraName[]) => names.some((name) => active[name] !== undefined),
    /** What a number field needs to hold this extra. */
    field: (name: ExtraName) => ({
      value: extras[name],
      min: ruleOf(name).min,
      max: ruleOf(name).max,
      step: increments[name] ?? 0.05,
      onChange: (value: number | undefined) => set(name, value),
    }),
  }
}
