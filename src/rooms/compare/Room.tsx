// Compare mode: the axes, how it goes, and the grid. Before the first comparison, what it is for and three ways to begin.
import type { CompareSpec } from '../../state/compare-plan'
import { recommendedSamplers } from '../../state/sampler-groups'
import { useRoom, useText } from '../../ui/shared/context'
import { ErrorNote } from '../../ui/shared/ErrorNote'
import { AxesEditor } from './AxesEditor'
import { CompareGrid } from './CompareGrid'
import { CompareStatus } from './CompareStatus'
import { useCompareWords } from './words'
import './Room.css'

export function ComparePanel() {
  const { studio } = useRoom()
  const text = useText()
  const words = useCompareWords()
  const { compare, startError, model } = studio
  const board = compare.board.value
  const plan = compare.outline.value.plan
  const error = compare.error.value
  const retry = (again: () => void) => <button type="button" class="button" onClick={again}>{text.error.retry}</button>
  const broken = !error && (startError.value ?? model.error.value)
  return (
    <section class="comparison" aria-label={words.label}>
      <AxesEditor />
      {error && <ErrorNote error={error} onDismiss={() => compare.dismissError()} />}
      {broken && !compare.busy.value && <ErrorNote error={broken}>{retry(() => (startError.value ? void studio.start() : studio.loadModel(studio.settings.value.model)))}</ErrorNote>}
      {board ? (
        <>
          <CompareStatus board={board} />
          <CompareGrid x={board.x} y={board.y} z={board.z} cells={compare.cells.value} size={board.base} />
        </>
      ) : (
        <>
          <Beginning />
          {plan && <CompareGrid x={plan.x} y={plan.y} z={plan.z} cells={plan.cells.map((cell) => ({ ...cell, picture: null, error: null }))} size={studio.settings.value} planned />}
        </>
      )}
    </section>
  )
}

function Beginning() {
  const { studio } = useRoom()
  const words = useCompareWords()
  const samplers = recommendedSamplers.filter((id) => studio.samplers.some((one) => one.id === id))
  const presets: Record<keyof typeof words.presets, CompareSpec> = {
    samplers: { x: { kind: 'sampler', text: samplers.slice(0, 5).join(',') }, y: null, z: null },
    steps: { x: { kind: 'steps', text: '2, 4, 8, 12, 20' }, y: null, z: null },
    guidance: { x: { kind: 'guidance', text: '1-9 (+2)' }, y: null, z: null },
    both: { x: { kind: 'steps', text: '4, 8, 16' }, y: { kind: 'sampler', text: samplers.slice(0, 3).join(',') }, z: null },
  }
  const isOn = (spec: CompareSpec) => JSON.stringify(spec) === JSON.stringify(studio.compare.spec.value)
  return (
    <div class="beginning">
      <h2 class="beginning-title">{words.emptyTitle}</h2>
      <p>{words.emptyText}</p>
      <ul class="chips">
        {Object.entries(presets).map(([name, spec]) => (
          <li key={name}>
            <button type="button" class="chip" aria-pressed={isOn(spec)} onClick={() => { studio.compare.spec.value = spec }}>{words.presets[name as keyof typeof presets]}</button>
          </li>
        ))}
      </ul>
    </div>
  )
}
