// The four ways to run a model in less memory, each chosen automatically or by hand, with what the answer costs.
import { useId } from 'preact/hooks'
import { memoryWayNames, memoryWays, wishWith } from '../../../state/load-choice'
import type { MemoryPlan, MemoryWay } from '../../../state/load-choice'
import { useApp, useWords } from '../../shared/context'
import { waysOn } from './say-fit'
import type { Backend } from './say-fit'
import { sharedWords } from '../../shared/words'
import { memoryWords } from './words'
import type { MemoryWords } from './words'

export function MemoryChoice({ plan, backend }: { plan: MemoryPlan; backend: Backend }) {
  const app = useApp()
  const { preferences } = app
  const words = useWords(memoryWords)
  const titleId = useId()
  const wish = preferences.memory.value
  const busy = app.jobs.busy.value
  return (
    <section class="memory-choice" aria-labelledby={titleId}>
      <h4 id={titleId}>{words.how}</h4>
      <div class="memory-ways">
        {waysOn(backend).map((way) => (
          <Way key={way} way={way} plan={plan} chosen={wish[way]} disabled={busy} onChange={(value) => void app.models.chooseMemory(wishWith(wish, way, value))} />
        ))}
      </div>
      <p class="help">{words.howHelp}</p>
      {memoryWayNames.some((way) => wish[way] !== undefined) && (
        <button type="button" class="text-button" disabled={busy} onClick={() => void app.models.chooseMemory({})}>{words.allAutomatic}</button>
      )}
    </section>
  )
}

function Way({ way, plan, chosen, disabled, onChange }: { way: MemoryWay; plan: MemoryPlan; chosen: string | undefined; disabled: boolean; onChange: (value: string | null) => void }) {
  const words = useWords(memoryWords)
  const { automatic } = useWords(sharedWords)
  const id = useId()
  const [now, cost] = answerOf(words, way, plan[way])
  return (
    <div class="field">
      <label for={id}>{words.ways[way]}</label>
      <select id={id} class="input" value={chosen ?? ''} disabled={disabled} aria-describedby={`${id}-cost`} onChange={(event) => onChange(event.currentTarget.value || null)}>
        <option value="">{chosen === undefined ? words.automaticNow(now) : automatic}</option>
        {memoryWays[way].map((answer) => <option key={answer} value={answer}>{answerOf(words, way, answer)[0]}</option>)}
      </select>
      <p id={`${id}-cost`} class="help">{cost}</p>
    </div>
  )
}

const answerOf = ({ answers }: MemoryWords, way: MemoryWay, answer: string): readonly [name: string, cost: string] =>
  (answers[way] as Record<string, readonly [string, string]>)[answer] ?? [answer, '']
