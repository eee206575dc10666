// One picture or many side by side: a place in the page with an address of its own, so it is navigation and not a setting.
import { useStudio, useText } from '../shared/context'

export function ModeSwitch() {
  const { compare } = useStudio()
  const text = useText()
  const now = compare.mode.value
  return (
    <nav class="modes" aria-label={text.mode.label}>
      {(['single', 'compare'] as const).map((mode) => (
        <button key={mode} type="button" class="mode" aria-current={mode === now ? 'page' : undefined} onClick={() => { compare.mode.value = mode }}>
          {text.mode[mode]}
        </button>
      ))}
    </nav>
  )
}
