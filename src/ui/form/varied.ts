// Which axis of a comparison sets a field of the form, so that the form can say so. Outside of a comparison none does.
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { AxisKind, AxisName } from '../../state/compare-plan'

export const VariedContext = createContext<(kind: AxisKind) => AxisName | null>(() => null)

export const useVaried = () => useContext(VariedContext)
