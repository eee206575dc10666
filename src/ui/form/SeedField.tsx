// The seed: empty means a fresh one for every picture; the dice empties it, the arrow brings the last one back.
import { maxSeed } from '../../core/request/fields'
import { useApp, useWords } from '../shared/context'
import { Icon } from '../shared/Icon'
import { IconButton } from '../shared/IconButton'
import { formWords } from './words'

export function SeedField() {
  const { form, viewer } = useApp()
  const words = useWords(formWords)
  const { seed } = form.values.value
  const last = viewer.pictures.value[0]?.request.seed.value
  return (
    <div class="field">
      <label for="seed">{words.fields.seed}</label>
      <div class="seed-row">
        <input
          id="seed"
          class="input number-text"
          type="text"
          inputMode="numeric"
          autocomplete="off"
          placeholder={words.seedHint}
          value={seed ?? ''}
          onInput={(event) => {
            const digits = event.currentTarget.value.replace(/\D/g, '')
            const typed = digits === '' ? null : Math.min(Number(digits), maxSeed)
            // Written back at once: a letter never appears, and what is shown is what is used.
            event.currentTarget.value = typed === null ? '' : String(typed)
            form.edit({ seed: typed })
          }}
        />
        <IconButton label={words.dice} pressed={seed === null} onClick={() => form.edit({ seed: null })}>
          <Icon name="dice" />
        </IconButton>
        <IconButton label={words.reuse} disabled={last === undefined} onClick={() => { if (last !== undefined) form.edit({ seed: last }) }}>
          <Icon name="reuse" />
        </IconButton>
      </div>
    </div>
  )
}
