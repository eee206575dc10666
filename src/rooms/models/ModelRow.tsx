// One model of the library: what it is, whether it fits this machine, what is stored of it, and what can be done with it.
import { useId } from 'preact/hooks'
import { sayLicence } from '../../core/licences'
import type { LibraryEntry } from '../../state/models'
import { useApp, useWords } from '../../ui/shared/context'
import { formatBytes } from '../../ui/shared/format'
import { FitBadge, FitNumber } from '../../ui/model/memory/FitBadge'
import { MemoryDetails } from '../../ui/model/memory/MemoryDetails'
import { useFit } from '../../ui/model/memory/use-fit'
import { modelWords } from '../../ui/model/words'
import { LicenceQuestion } from './LicenceQuestion'
import { ModelActions } from './ModelActions'
import { ModelDetails } from './ModelDetails'
import { ModelNotes } from './ModelNotes'
import { modelsWords } from './words'
import type { ModelsWords } from './words'

export function ModelRow({ entry, onUse }: { entry: LibraryEntry; onUse: () => void }) {
  const app = useApp()
  const { preferences } = app
  const words = useWords(modelsWords)
  const { licences } = useWords(modelWords)
  const titleId = useId()
  const { manifest } = entry
  const licence = sayLicence(manifest.licence, licences)
  const fit = useFit(entry)
  const inUse = app.form.values.value.model === manifest.id
  return (
    <li class={`library-model${inUse ? ' in-use' : ''}`} aria-labelledby={titleId}>
      <div class="library-name">
        <h3 id={titleId}>{manifest.name}</h3>
        {inUse && <span class="library-badge now">{words.inUse}</span>}
        <span class="library-badge">{words.origin[entry.origin]}</span>
        {fit && <FitBadge fit={fit} />}
      </div>
      <p class="library-about">{manifest.description[preferences.language.value]}</p>
      <p class="library-facts">
        <span>{manifest.size.width}×{manifest.size.height}</span>
        <span class={entry.ready ? 'good' : ''}>{storedWords(entry, words)}</span>
        {fit && <FitNumber fit={fit} />}
        <span>{manifest.licenceUrl ? <a href={manifest.licenceUrl} target="_blank" rel="noreferrer">{licence}</a> : licence}</span>
      </p>
      {app.downloads.asking.value === manifest.id ? <LicenceQuestion manifest={manifest} /> : <ModelActions entry={entry} fit={fit} onUse={onUse} />}
      <ModelNotes entry={entry} />
      {fit && <MemoryDetails fit={fit} />}
      <ModelDetails entry={entry} />
    </li>
  )
}

function storedWords({ precision, ready, storedBytes, totalBytes }: LibraryEntry, words: ModelsWords): string {
  if (precision === null) return words.cannotRun
  if (ready) return words.ready(formatBytes(totalBytes))
  return storedBytes > 0 ? words.partly(formatBytes(storedBytes), formatBytes(totalBytes)) : words.notStored(formatBytes(totalBytes))
}
