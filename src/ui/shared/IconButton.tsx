// A button that is only an icon: the name is its label and its tooltip.
import type { ComponentChildren } from 'preact'
import './fields.css'

export function IconButton(props: { label: string; onClick: () => void; disabled?: boolean; pressed?: boolean; children: ComponentChildren }) {
  const { label, onClick, disabled = false, pressed, children } = props
  return (
    <button type="button" class="icon-button" aria-label={label} title={label} aria-pressed={pressed} disabled={disabled} onClick={onClick}>
      {children}
    </button>
  )
}
