// The left column: words, numbers, and the button. Every control edits the form's values and nothing else.
import { useApp, useWords } from '../shared/context'
import { Icon } from '../shared/Icon'
import { lazyPart } from '../shared/lazy-part'
import { showRefusedBox } from '../shared/refused-box'
import { ChoosePicture, usePicturePaste } from './FillFromPicture'
import { GenerateBar } from './GenerateBar'
import type { MainAction } from './GenerateBar'
import { InstantSwitch } from './InstantSwitch'
import { sayChanges } from './say-changes'
import { TextLengthLine } from './TextLengthLine'
import { SettingsFields } from './SettingsFields'
import { useVaried } from './varied'
import { formWords } from './words'
import './PromptForm.css'

const FillNote = lazyPart(async () => (await import('./fill/FillNote')).FillNote)

/** `onExample` follows an example that was put into the prompt. */
export function PromptForm({ action, onExample }: { action: MainAction; onExample?: () => void }) {
  const { form, fill, instant, preferences } = useApp()
  const words = useWords(formWords)
  const { prompt, negative } = form.values.value
  const examples = form.manifest.value?.examples[preferences.language.value] ?? []
  const tryExample = () => {
    const next = examples[(examples.indexOf(prompt) + 1) % examples.length]
    if (next === undefined) return
    form.edit({ prompt: next })
    onExample?.()
  }
  const varied = useVaried()
  const promptAxis = varied('prompt')
  const negativeAxis = varied('negative')
  const picturePaste = usePicturePaste()
  const ignored = form.ignoredLinkKeys.value
  // Until it is set to something else.
  const changed = form.changedByLink.value.filter(({ id, to }) => form.values.value[id] === to)
  return (
    <form class="form" aria-label={words.label} noValidate onSubmit={(event) => { event.preventDefault(); if (!action.disabled && !showRefusedBox(event.currentTarget)) action.press() }}>
      <div class="field">
        <div class="field-head">
          <label for="prompt">{words.fields.prompt}</label>
          <div class="example-buttons">
            <ChoosePicture />
            {examples.length > 0 && (
              <button type="button" class="example-button" onClick={tryExample}>
                <Icon name="spark" />
                {words.example}
              </button>
            )}
          </div>
        </div>
        {promptAxis && <p class="help">{words.promptVaried(promptAxis.toUpperCase())}</p>}
        <textarea id="prompt" class="input prompt" rows={3} value={prompt} placeholder={words.promptHint} spellcheck={false} onInput={(event) => form.edit({ prompt: event.currentTarget.value })} onCompositionStart={() => instant.composing(true)} onCompositionEnd={() => instant.composing(false)} {...picturePaste} />
        <TextLengthLine text={prompt} keepsPlace />
        <InstantSwitch />
        {(fill.offered.value || fill.note.value) && <FillNote />}
        {ignored.length > 0 && <p class="help" role="status">{words.ignored(ignored.join(', '))}</p>}
        {changed.length > 0 && <p class="help" role="status">{words.changedByLink(sayChanges(changed, words.fields))}</p>}
      </div>
      <div class="field">
        <label for="negative">{words.fields.negative}</label>
        {negativeAxis && <p class="help">{words.promptVaried(negativeAxis.toUpperCase())}</p>}
        <textarea id="negative" class="input negative" rows={1} value={negative} placeholder={words.negativeHint} spellcheck={false} onInput={(event) => form.edit({ negative: event.currentTarget.value })} />
        <TextLengthLine text={negative} keepsPlace={negative !== ''} />
      </div>
      <SettingsFields />
      <GenerateBar {...action} />
    </form>
  )
}
