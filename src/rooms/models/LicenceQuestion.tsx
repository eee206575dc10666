// Asked before the first download of a model whose licence must be agreed to.
import { useEffect, useRef } from 'preact/hooks'
import { sayLicence } from '../../core/licences'
import type { ModelManifest } from '../../core/manifest'
import { modelWords } from '../../ui/model/words'
import { useApp, useWords } from '../../ui/shared/context'
import { modelsWords } from './words'

export function LicenceQuestion({ manifest }: { manifest: ModelManifest }) {
  const { downloads } = useApp()
  const words = useWords(modelsWords)
  const { licences } = useWords(modelWords)
  const first = useRef<HTMLButtonElement>(null)
  useEffect(() => first.current?.focus(), [])
  return (
    <div class="library-licence" role="group" aria-label={words.licenceTitle(manifest.name)}>
      <strong>{words.licenceTitle(manifest.name)}</strong>
      <p>{words.licenceText(sayLicence(manifest.licence, licences))}</p>
      <div class="library-actions">
        <button type="button" class="button primary" ref={first} onClick={() => downloads.agree()}>{words.agree}</button>
        <button type="button" class="button" onClick={() => { downloads.asking.value = null }}>{words.decline}</button>
        {manifest.licenceUrl && <a class="text-link" href={manifest.licenceUrl} target="_blank" rel="noreferrer">{words.readLicence}</a>}
      </div>
    </div>
  )
}
