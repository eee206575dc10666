// The page's keys: Ctrl or Cmd with Enter presses the room's main button, Escape stops the picture or leaves the strip and the preview.
import type { App } from '../../state/app'

/** Where the focus goes when the button that was pressed vanishes. */
export const generateButtonId = 'generate'

export function mainKey(): string {
  return /Mac|iPhone|iPad/.test(navigator.platform) ? '⌘' : 'Ctrl'
}

export function listenForShortcuts({ jobs, instant, viewer }: App): () => void {
  const onKey = (event: KeyboardEvent) => {
    // While a word is being composed (Chinese input), Enter and Escape belong to the input method.
    if (event.isComposing) return
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.repeat) {
      event.preventDefault()
      document.getElementById(generateButtonId)?.click()
    }
    if (event.key === 'Escape') {
      if (jobs.busy.peek()) jobs.stop()
      else {
        instant.clear()
        viewer.viewStep(-1)
      }
    }
  }
  addEventListener('keydown', onKey)
  return () => removeEventListener('keydown', onKey)
}
