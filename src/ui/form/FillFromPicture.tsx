// Filling the form from another picture: its settings pasted into the prompt, or its PNG chosen, dropped or pasted there.
import { useRef } from 'preact/hooks'
import { useApp, useWords } from '../shared/context'
import { Icon } from '../shared/Icon'
import { sharedWords } from '../shared/words'
import { formWords } from './words'
import './FillFromPicture.css'

/** Chooses a PNG. */
export function ChoosePicture() {
  const { fill } = useApp()
  const { fill: words } = useWords(formWords)
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
          if (file) void readInto(fill, file)
          // The same file chosen again is a change again.
          currentTarget.value = ''
        }}
      />
    </>
  )
}

/** What a text field needs to take a dropped or pasted picture; text goes its usual way. */
export function usePictureDrop() {
  const { fill } = useApp()
  const take = (event: Event, data: DataTransfer | null) => {
    const file = [...(data?.files ?? [])].find(({ type }) => type.startsWith('image/'))
    if (!file) return
    event.preventDefault()
    void readInto(fill, file)
  }
  return {
    onDrop: (event: DragEvent) => take(event, event.dataTransfer),
    onPaste: (event: ClipboardEvent) => take(event, event.clipboardData),
    onDragOver: (event: DragEvent) => { if (event.dataTransfer?.types.includes('Files')) event.preventDefault() },
  }
}

/** Below the prompt: the offer, or what came of the last one. */
export function FillNote() {
  const { fill } = useApp()
  const { fill: words } = useWords(formWords)
  const { dismiss } = useWords(sharedWords)
  const note = fill.note.value
  const offered = fill.offered.value
  if (!offered && !note) return null
  const say = () => {
    if (offered) return words.offer
    if (note?.kind === 'no-png') return words.noPng
    if (note?.kind === 'no-settings') return words.noSettings
    return words.filled
  }
  return (
    <div class="note fill-note" role="status">
      <p>{say()}</p>
      {!offered && note?.kind === 'filled' && note.unknown.length > 0 && <p>{words.unknown(note.unknown.join('; '))}</p>}
      <div class="fill-actions">
        {offered && <button type="button" class="button" onClick={() => fill.fromPrompt()}>{words.accept}</button>}
        {!offered && note?.kind === 'filled' && <button type="button" class="text-button" onClick={() => fill.undo()}>{words.undo}</button>}
        {!offered && <button type="button" class="text-button" onClick={() => { fill.note.value = null }}>{dismiss}</button>}
      </div>
    </div>
  )
}

async function readInto(fill: { fromPng(bytes: Uint8Array): Promise<void> }, file: File): Promise<void> {
  await fill.fromPng(new Uint8Array(await file.arrayBuffer()))
}
