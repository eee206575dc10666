// One button that starts a picture or a comparison and, while one is being made, stops it: the same element, so the focus stays.
import { useStudio, useText } from '../shared/context'
import { generateButtonId, mainKey } from '../shared/shortcuts'

export function GenerateBar() {
  const studio = useStudio()
  const text = useText()
  const { compare } = studio
  const comparing = compare.busy.value
  const run = comparing ? compare.run : studio.run
  const busy = studio.busy.value
  const cancelling = comparing ? compare.stopping.value : run.cancelling.value
  const plan = compare.outline.value.plan
  const inCompare = compare.mode.value === 'compare'
  const start = !inCompare ? text.run.generate : plan ? text.mode.start(plan.cells.length) : text.mode.startNone
  return (
    <div class="generate-bar">
      {comparing && <p class={inCompare ? 'elsewhere seen-above' : 'elsewhere'}>{text.mode.running(Math.min(compare.finished.value + 1, compare.cells.value.length), compare.cells.value.length)}</p>}
      {run.stuck.value && (
        <div class="stuck" role="alert">
          {text.run.stuck}
          <button type="button" class="button" onClick={() => run.forceStop()}>{text.run.forceStop}</button>
        </div>
      )}
      <button
        id={generateButtonId}
        type={busy ? 'button' : 'submit'}
        class={busy ? 'button' : 'button primary'}
        aria-disabled={cancelling || (!busy && inCompare && !plan)}
        aria-keyshortcuts={busy ? 'Escape' : 'Control+Enter Meta+Enter'}
        // The second click of a double click would undo the first.
        onClick={(event) => { if (busy && event.detail < 2) studio.cancel() }}
      >
        {cancelling ? text.run.cancelling : busy ? text.run.cancel : start}
        {!cancelling && <kbd aria-hidden="true">{busy ? 'Esc' : `${mainKey()} ↵`}</kbd>}
      </button>
    </div>
  )
}
