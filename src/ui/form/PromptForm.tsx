// The left column: words, numbers, and the button. Every control edits the settings signal and nothing else.
import { useText, useRoom } from '../shared/context'
import { ChoosePicture, FillNote, usePictureDrop } from './FillFromPicture'
import { GenerateBar } from './GenerateBar'
import { InstantSwitch } from './InstantSwitch'
import { SettingsFields } from './SettingsFields'
import { Icon } from '../shared/Icon'
import { useVaried } from './varied'
import './PromptForm.css'

export function PromptForm() {
  const { studio, preferences } = useRoom()
  const text = useText()
  const { prompt, negativePrompt } = studio.settings.value
  const examples = studio.manifest.value?.examples[preferences.language.value] ?? []
  const tryExample = () => {
    const next = examples[(examples.indexOf(prompt) + 1) % examples.length]
    if (next === undefined || studio.busy.value) return
    studio.edit({ prompt: next })
    if (studio.compare.mode.value === 'single') void studio.generate()
  }
  const varied = useVaried()
  const promptAxis = varied('prompt')
  const negativeAxis = varied('negative')
  const pictureDrop = usePictureDrop()
  const ignored = studio.ignoredLinkKeys.value
  return (
    <form class="form" aria-label={text.form.label} noValidate onSubmit={(event) => { event.preventDefault(); studio.develop() }}>
      <div class="field">
        <div class="field-head">
          <label for="prompt">{text.form.prompt}</label>
          <div class="example-buttons">
            <ChoosePicture />
            {examples.length > 0 && (
              <button type="button" class="example-button" aria-disabled={studio.busy.value} onClick={tryExample}>
                <Icon name="spark" />
                {text.form.example}
              </button>
            )}
          </div>
        </div>
        {promptAxis && <p class="help">{text.mode.promptVaried(promptAxis)}</p>}
        <textarea id="prompt" class="input prompt" rows={3} value={prompt} placeholder={text.form.promptHint} spellcheck={false} onInput={(event) => studio.edit({ prompt: event.currentTarget.value })} onCompositionStart={() => studio.instant.composing(true)} onCompositionEnd={() => studio.instant.composing(false)} {...pictureDrop} />
        <InstantSwitch />
        <FillNote />
      </div>
      <div class="field">
        <label for="negative">{text.form.negative}</label>
        {negativeAxis && <p class="help">{text.mode.promptVaried(negativeAxis)}</p>}
        <textarea id="negative" class="input negative" rows={1} value={negativePrompt} placeholder={text.form.negativeHint} spellcheck={false} onInput={(event) => studio.edit({ negativePrompt: event.currentTarget.value })} />
      </div>
      <SettingsFields />
      {ignored.length > 0 && <p class="help" role="status">{text.form.ignored(ignored.join(', '))}</p>}
      <GenerateBar />
    </form>
  )
}
