// Filling the form from another picture: its settings pasted into the prompt, or its PNG chosen or pasted there.
import { useRef } from 'preact/hooks'
import { useApp, useWords } from '../shared/context'
import { Icon } from '../shared/Icon'
import { formWords } from './words'
import './FillFromPicture.css'

/** Chooses a PNG. */
export function ChoosePicture() {
  const { fill } = useApp()
  const words = useWords(formWords)
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <button type="button" class="example-button" onClick={() => input.current?.click()}>
        <Icon name="copy" />
        {words.choose}
      </button>
      <input
        ref={input}
        type="file"
        accept="image/png"
        hidden
        aria-label={words.choose}
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? []
          if (file) void fill.fromFile(file)
          // The same file chosen again is a change again.
          currentTarget.value = ''
        }}
      />
    </>
  )
}

/** What a text field needs to take a pasted picture; text goes its usual way. What is dropped the whole page takes (shell/drops.ts). */
export function usePicturePaste() {
  const { fill } = useApp()
  return {
    onPaste(event: ClipboardEvent) {
      const file = [...(event.clipboardData?.files ?? [])].find(({ type }) => type.startsWith('image/'))
      if (!file) return
      event.preventDefault()
      void fill.fromFile(file)
    },
  }
}
