// The page's keys: Ctrl or Cmd with Enter makes a picture, Escape stops it or leaves the strip and the preview.
import type { Studio } from '../../state/studio'

/** Where the focus goes when the button that was pressed vanishes. */
export const generateButtonId = 'generate'

export function mainKey(): string {
  return /Mac|iPhone|iPad/.test(navigator.platform) ? '⌘' : 'Ctrl'
}

export function listenForShortcuts({ run, instant, busy, develop, cancel }: Studio): () => void {
  const onKey = (event: KeyboardEvent) => {
    // While a word is being composed (Chinese input), Enter and Escape belong to the input method.
    if (event.isComposing) return
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      develop()
    }
    if (event.key === 'Escape') {
      if (busy.value) cancel()
      else {
        instant.clear()
        run.viewStep(-1)
      }
    }
  }
  addEventListener('keydown', onKey)
  return () => removeEventListener('keydown', onKey)
}
