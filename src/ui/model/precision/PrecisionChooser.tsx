// The precisions of a model as a list of radios: what each is, how big, how near to the reference, and why one cannot be chosen.
import { useId } from 'preact/hooks'
import type { ModelManifest, ModelPrecision } from '../../../core/manifest'
import { choosePrecision, filesOf, missingFeatures } from '../../../core/precision'
import type { Machine } from '../../../core/precision'
import { useApp, useWords } from '../../shared/context'
import { formatBytes } from '../../shared/format'
import { sharedWords } from '../../shared/words'
import { precisionWords } from './words'
import './PrecisionChooser.css'

export function PrecisionChooser({ manifest, machine }: { manifest: ModelManifest; machine: Machine }) {
  const app = useApp()
  const { preferences } = app
  const words = useWords(precisionWords)
  const { automatic } = useWords(sharedWords)
  const about: Partial<Record<string, string>> = words.about
  const name = useId()
  const wish = preferences.precision.value
  const chosen = choosePrecision(manifest, machine, wish)
  const unasked = choosePrecision(manifest, machine, null)?.precision
  const busy = app.jobs.busy.value

  const row = (id: string, title: string, line: string | undefined, numbers: string, refusal: string | null) => (
    <label key={id} class={`precision-row${refusal ? ' refused' : ''}`}>
      <input type="radio" name={name} value={id} checked={id === (chosen?.asWished ? wish : '')} disabled={refusal !== null || busy} onChange={() => void app.models.choosePrecision(app.form.values.peek().model, id)} />
      <span class="precision-name">{title}</span>
      <span class="precision-numbers">{numbers}</span>
      {(refusal ?? line) && <span class="precision-about">{refusal ?? line}</span>}
    </label>
  )
  const numbersOf = (precision: ModelPrecision) => {
    const sizes = new Map(filesOf(manifest, precision).map(({ path, sha256 = path, bytes }) => [sha256, bytes]))
    const bytes = [...sizes.values()].reduce((sum, size) => sum + size, 0)
    return [formatBytes(bytes), precision.psnr && `${precision.psnr.toFixed(1)} dB`].filter(Boolean).join(' · ')
  }
  return (
    <fieldset class="precisions">
      <legend class="visually-hidden">{words.legend}</legend>
      {row('', automatic, words.automaticHelp, unasked?.id ?? '', null)}
      {manifest.precisions.map((precision) => {
        const refusal = missingFeatures(precision, machine).length === 0 ? null : machine.backend === 'wasm' ? words.needsGpu : words.needsHalf
        return row(precision.id, precision.id, about[precision.id], numbersOf(precision), refusal)
      })}
      {manifest.precisions.some(({ psnr }) => psnr) && <p class="help">{words.psnrHelp}</p>}
    </fieldset>
  )
}
