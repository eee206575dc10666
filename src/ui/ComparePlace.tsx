// Where Compare mode goes. Its code comes with the first visit, so that a page opened for one picture does not carry it.
import { signal } from '@preact/signals'
import type { ComponentType } from 'preact'
import { useEffect } from 'preact/hooks'

const panel = signal<ComponentType | null>(null)

export function ComparePlace() {
  useEffect(() => {
    if (panel.peek()) return
    // Offline it comes from the service worker; a failed fetch leaves the place empty until the next visit to the mode.
    void import('../rooms/compare/Room').then(({ ComparePanel }) => { panel.value = ComparePanel }, () => undefined)
  }, [])
  const Panel = panel.value
  return <div class="compare-place">{Panel && <Panel />}</div>
}
