// The Advanced part of the form, folded away. Its code comes when it is first unfolded; the dot is known before.
import { signal } from '@preact/signals'
import type { ComponentType } from 'preact'
import { useApp, useWords } from '../shared/context'
import { Disclosure } from '../shared/Disclosure'
import { formWords } from './words'

const panel = signal<ComponentType | null>(null)

export function AdvancedSettings() {
  const { form } = useApp()
  const words = useWords(formWords)
  const Panel = panel.value
  const load = () => {
    if (panel.peek()) return
    // Offline it comes from the service worker; after a failed fetch the next unfolding asks again.
    void import('./advanced/AdvancedPanel').then(({ AdvancedPanel }) => { panel.value = AdvancedPanel }, () => undefined)
  }
  return (
    <Disclosure label={words.advanced} changed={form.advancedChanged.value} changedLabel={words.changed} onOpen={load}>
      {Panel && <Panel />}
    </Disclosure>
  )
}
