// One button that starts a picture and, while one is being made, stops it.
import { useStudio, useText } from './context'
import { mainKey } from './shortcuts'

export function GenerateBar() {
  const { run } = useStudio()
  const text = useText()
  return (
    <div class="generate-bar">
      {run.stuck.value && (
        <div class="stuck" role="alert">
          {text.run.stuck}
          <button type="button" class="button" onClick={() => run.forceStop()}>{text.run.forceStop}</button>
        </div>
      )}
      {run.busy.value ? (
        <button key="cancel" type="button" class="button" disabled={run.cancelling.value} aria-keyshortcuts="Escape" onClick={() => run.cancel()}>
          {run.cancelling.value ? text.run.cancelling : text.run.cancel}
          {!run.cancelling.value && <kbd aria-hidden="true">Esc</kbd>}
        </button>
      ) : (
        <button key="generate" type="submit" class="button primary" aria-keyshortcuts="Control+Enter Meta+Enter">
          {text.run.generate}
          <kbd aria-hidden="true">{mainKey()} ↵</kbd>
        </button>
      )}
    </div>
  )
}
