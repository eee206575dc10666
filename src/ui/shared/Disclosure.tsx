// A part of the form that can be folded away; a dot says that something inside is not as it was at first.
import type { ComponentChildren } from 'preact'
import './Disclosure.css'

export function Disclosure(props: { label: string; changed: boolean; changedLabel: string; onOpen?: () => void; children: ComponentChildren }) {
  const { label, changed, changedLabel, onOpen, children } = props
  return (
    <details class="disclosure" onToggle={(event) => { if (event.currentTarget.open) onOpen?.() }}>
      <summary>
        {label}
        {changed && <span class="changed-dot" role="img" aria-label={changedLabel} title={changedLabel} />}
      </summary>
      <div class="disclosure-body">{children}</div>
    </details>
  )
}
