// The seed: empty or -1 means a fresh one for every picture; the dice empties it, the arrow brings the last one back.
import { readSeed } from '../../core/request/typed-number'
import { useApp, useWords } from '../shared/context'
import { Icon } from '../shared/Icon'
import { IconButton } from '../shared/IconButton'
import { NumberRemarkLine } from '../shared/NumberBox'
import { useTyped } from '../shared/use-typed'
import { SeedBox } from './SeedBox'
import { formWords } from './words'

export function SeedField() {
  const { form, viewer } = useApp()
  const words = useWords(formWords)
  const { seed } = form.values.value
  const last = viewer.pictures.value[0]?.request.seed.value
  const edit = (value: number | null) => form.edit({ seed: value })
  const typed = useTyped({ value: seed, write: (value) => String(value ?? ''), read: readSeed, onChange: edit })
  const set = (value: number | null) => {
    typed.forget()
    edit(value)
  }
  return (
    <div class="field">
      <label for="seed">{words.fields.seed}</label>
      <div class="seed-row">
        <SeedBox typed={typed} id="seed" placeholder={words.seedHint} />
        <IconButton label={words.dice} pressed={seed === null} onClick={() => set(null)}>
          <Icon name="dice" />
        </IconButton>
        <IconButton label={words.reuse} disabled={last === undefined} onClick={() => { if (last !== undefined) set(last) }}>
          <Icon name="reuse" />
        </IconButton>
      </div>
      <NumberRemarkLine typed={typed} />
    </div>
  )
}
