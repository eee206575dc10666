// The room's main button, which never blocks: what it asks for waits its turn. Below it, while something is being made, the ways to stop.
import { countRange } from '../../core/request/batch'
import { readNumber } from '../../core/request/typed-number'
import { queueWords } from '../queue/words'
import { RunControls } from '../queue/RunControls'
import { useApp, useWords } from '../shared/context'
import { NumberBox, NumberRemarkLine } from '../shared/NumberBox'
import { generateButtonId, mainKey } from '../shared/shortcuts'
import { useTyped } from '../shared/use-typed'

export interface MainAction {
  label: string
  disabled?: boolean
  /** How many pictures a press asks for can be set. */
  counts?: boolean
  press(): void
}

export function GenerateBar({ label, disabled = false, counts = false }: MainAction) {
  const { form } = useApp()
  const words = useWords(queueWords)
  const setCount = (count: number) => { form.count.value = count }
  const typed = useTyped({ value: form.count.value, write: String, read: (text) => readNumber(text, countRange, form.count.peek()), onChange: setCount })
  return (
    <div class="generate-bar">
      <div class="generate-row">
        <button
          id={generateButtonId}
          type="submit"
          class="button primary"
          aria-disabled={disabled}
          aria-keyshortcuts="Control+Enter Meta+Enter"
          // The second click of a double click would ask for the same again.
          onClick={(event) => { if (event.detail > 1) event.preventDefault() }}
        >
          {label}
          <kbd aria-hidden="true">{`${mainKey()} ↵`}</kbd>
        </button>
        {counts && (
          <label class="generate-count" title={words.countHelp}>
            <span aria-hidden="true">×</span>
            <span class="visually-hidden">{words.count}</span>
            <NumberBox typed={typed} id="count" value={form.count.value} range={countRange} step={1} onChange={setCount} />
          </label>
        )}
      </div>
      {counts && <NumberRemarkLine typed={typed} />}
      <RunControls />
    </div>
  )
}
