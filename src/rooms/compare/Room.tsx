// The room of comparisons: the form, the axes, how it goes, and the grid. Before the first comparison, what it is for and ways to begin.
import { axisNames } from '../../state/compare-plan'
import type { AxisKind, CompareSpec } from '../../state/compare-plan'
import { recommendedSamplers } from '../../state/sampler-groups'
import { PromptForm } from '../../ui/form/PromptForm'
import { VariedContext } from '../../ui/form/varied'
import { ModelCard } from '../../ui/model/ModelCard'
import { QueueCard } from '../../ui/queue/QueueCard'
import { useApp, useWords } from '../../ui/shared/context'
import { ErrorNote } from '../../ui/shared/ErrorNote'
import { sharedWords } from '../../ui/shared/words'
import { shellWords } from '../../ui/shell/words'
import { AxesEditor } from './AxesEditor'
import { CompareGrid } from './CompareGrid'
import { CompareStatus } from './CompareStatus'
import { useCompare } from './use-compare'
import { compareWords } from './words'
import './Room.css'

export function CompareRoom() {
  const compare = useCompare()
  const words = useWords(compareWords)
  const spec = compare.spec.value
  const plan = compare.outline.value.plan
  const varied = (kind: AxisKind) => axisNames.find((name) => spec[name]?.kind === kind) ?? null
  return (
    <VariedContext.Provider value={varied}>
      <PromptForm action={{ label: words.start(plan?.cells.length ?? 0), disabled: !plan || compare.busy.value, press: () => void compare.start() }} />
      <div class="compare-place"><Comparison /></div>
      <aside class="side">
        <QueueCard />
        <ModelCard />
      </aside>
    </VariedContext.Provider>
  )
}

function Comparison() {
  const { engine, models, downloads, form } = useApp()
  const compare = useCompare()
  const { rooms } = useWords(shellWords)
  const { retry: tryAgain, rescue } = useWords(sharedWords)
  const board = compare.board.value
  const plan = compare.outline.value.plan
  const error = compare.error.value
  const retry = (again: () => void) => <button type="button" class="button" onClick={again}>{tryAgain}</button>
  const broken = !error && (engine.startError.value ?? models.error.value)
  return (
    <section class="comparison" aria-label={rooms.compare}>
      <AxesEditor />
      {error && <ErrorNote error={error} onDismiss={() => compare.dismissError()} />}
      {broken && !compare.busy.value && <ErrorNote error={broken}>{retry(() => (engine.startError.value ? void engine.start() : downloads.load(form.values.value.model)))}{engine.startError.value && <a class="button" href="#/rescue">{rescue}</a>}</ErrorNote>}
      {board ? (
        <>
          <CompareStatus board={board} />
          <CompareGrid x={board.x} y={board.y} z={board.z} cells={compare.cells.value} size={board.base} />
        </>
      ) : (
        <>
          <Beginning />
          {plan && <CompareGrid x={plan.x} y={plan.y} z={plan.z} cells={plan.cells.map((cell) => ({ ...cell, picture: null, error: null }))} size={form.values.value} planned />}
        </>
      )}
    </section>
  )
}

function Beginning() {
  const { form } = useApp()
  const compare = useCompare()
  const words = useWords(compareWords)
  const samplers = recommendedSamplers.filter((id) => form.samplers.some((one) => one.id === id))
  const presets: Record<keyof typeof words.presets, CompareSpec> = {
    samplers: { x: { kind: 'sampler', text: samplers.slice(0, 5).join(',') }, y: null, z: null },
    steps: { x: { kind: 'steps', text: '2, 4, 8, 12, 20' }, y: null, z: null },
    guidance: { x: { kind: 'guidance', text: '1-9 (+2)' }, y: null, z: null },
    both: { x: { kind: 'steps', text: '4, 8, 16' }, y: { kind: 'sampler', text: samplers.slice(0, 3).join(',') }, z: null },
  }
  const isOn = (spec: CompareSpec) => JSON.stringify(spec) === JSON.stringify(compare.spec.value)
  return (
    <div class="beginning">
      <h2 class="beginning-title">{words.emptyTitle}</h2>
      <p>{words.emptyText}</p>
      <ul class="chips">
        {Object.entries(presets).map(([name, spec]) => (
          <li key={name}>
            <button type="button" class="chip" aria-pressed={isOn(spec)} onClick={() => { compare.spec.value = spec }}>{words.presets[name as keyof typeof presets]}</button>
          </li>
        ))}
      </ul>
    </div>
  )
}
