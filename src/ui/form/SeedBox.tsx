// The box of a seed: its number as text, for seeds are names more than amounts. What may stand there is core/request/typed-number.ts.
import type { Typed } from '../shared/use-typed'

export function SeedBox({ typed: { box, remarkId }, id, placeholder, describedBy }: { typed: Typed; id: string; placeholder: string; describedBy?: string }) {
  return <input {...box} id={id} class="input number-text" type="text" inputMode="numeric" placeholder={placeholder} aria-describedby={[describedBy, remarkId].filter(Boolean).join(' ')} />
}
