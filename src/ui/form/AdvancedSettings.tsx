// The Advanced part of the form, folded away. Its code comes when it is first unfolded; the dot is known before.
import { signal } from '@preact/signals'
import type { ComponentType } from 'preact'
import { useApp, useText, useWords } from '../shared/context'
import { Disclosure } from '../shared/Disclosure'
import { formText } from '../text/form'

const panel = signal<ComponentType | null>(null)

export function AdvancedSettings() {
  const { form } = useApp()
  const text = useText()
  const words = useWords(formText)
  const Panel = panel.value
  const load = () => {
    if (panel.peek()) return
    // Offline it comes from the service worker; after a failed fetch the next unfolding asks again.
    void import('./advanced/AdvancedPanel').then(({ AdvancedPanel }) => { panel.value = AdvancedPanel }, () => undefined)
  }
  return (
    <Disclosure label={text.form.advanced} changed={form.advancedChanged.value} changedLabel={words.changed} onOpen={load}>
      {Panel && <Panel />}
    </Disclosure>
  )
}
