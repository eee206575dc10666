// The axes of a comparison: what each varies and through which values, with what is wrong said at the axis.
import { useState } from 'preact/hooks'
import { sayAxisProblem } from '../../core/axes/problem'
import { axisWords } from '../../core/axes/words'
import { axisKinds } from '../../state/compare-plan'
import type { AxisKind, AxisName, AxisSpec } from '../../state/compare-plan'
import { useWords } from '../../ui/shared/context'
import { ChoiceChips } from './ChoiceChips'
import { useCompare } from './use-compare'
import { useNames } from './use-names'
import { compareWords } from './words'
import './AxesEditor.css'

export function AxesEditor() {
  const words = useWords(compareWords)
  const { spec } = useCompare()
  const [third, setThird] = useState(false)
  const { x, y, z } = spec.value
  return (
    <div class="axes card">
      <AxisRow name="x" axis={x} />
      <AxisRow name="y" axis={y} />
      {z || third ? <AxisRow name="z" axis={z} /> : y && <button type="button" class="text-button axes-add" onClick={() => setThird(true)}>{words.addZ}</button>}
    </div>
  )
}

function AxisRow({ name, axis }: { name: AxisName; axis: AxisSpec | null }) {
  const { words, kind: kindName } = useNames()
  const problems = useWords(axisWords)
  const compare = useCompare()
  const letter = name.toUpperCase()
  const problem = compare.outline.value.problems[name]
  // Nothing typed yet is no mistake.
  const untouched = axis?.text.trim() === ''
  const problemId = `axis-${name}-problem`
  const choose = (kind: string) => compare.setKind(name, kind === '' ? null : (kind as AxisKind))
  return (
    <div class="axis" role="group" aria-label={`${letter}, ${words.axisPlace[name]}`}>
      <div class="axis-name">
        <span class="axis-letter" aria-hidden="true">{letter}</span>
        <span class="axis-place">{words.axisPlace[name]}</span>
      </div>
      <select class="input" aria-label={words.varies(letter)} value={axis?.kind ?? ''} onChange={(event) => choose(event.currentTarget.value)}>
        {name !== 'x' && <option value="">{words.nothing}</option>}
        {axisKinds.map((kind) => <option key={kind} value={kind}>{kindName(kind)}</option>)}
      </select>
      {axis && (
        <div class="axis-values">
          <Values name={name} axis={axis} describedBy={problem ? problemId : undefined} />
          {problem && <p id={problemId} class={untouched ? 'help' : 'axis-problem'} role={untouched ? undefined : 'alert'}>{sayAxisProblem(problem, problems)}</p>}
        </div>
      )}
    </div>
  )
}

function Values({ name, axis, describedBy }: { name: AxisName; axis: AxisSpec; describedBy: string | undefined }) {
  const compare = useCompare()
  const words = useWords(compareWords)
  const { kind, text } = axis
  const hints: Partial<Record<AxisKind, string>> = words.hints
  const label = words.values(name.toUpperCase())
  const onText = (typed: string) => compare.setText(name, typed)
  if (kind === 'sampler' || kind === 'schedule') return <ChoiceChips kind={kind} label={label} chosen={[...new Set(text.split(',').map((id) => id.trim()).filter(Boolean))]} onChange={(ids) => onText(ids.join(','))} />
  const shared = { class: 'input', 'aria-label': label, 'aria-invalid': describedBy !== undefined, 'aria-describedby': describedBy, value: text, spellcheck: false, autocomplete: 'off' } as const
  const hint = <p class="help">{hints[kind] ?? words.numbers}</p>
  if (kind === 'prompt' || kind === 'negative') {
    return (
      <>
        <textarea {...shared} rows={Math.min(6, text.split('\n').length + 1)} onInput={(event) => onText(event.currentTarget.value)} />
        {hint}
      </>
    )
  }
  return (
    <>
      <input {...shared} type="text" placeholder={kind === 'replace' ? words.replaceHint : undefined} onInput={(event) => onText(event.currentTarget.value)} />
      {hint}
    </>
  )
}
