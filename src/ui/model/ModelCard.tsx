// The model at hand: what it is, whether it is here, how its load is going, and what this browser keeps of it.
import { signal } from '@preact/signals'
import type { ComponentType } from 'preact'
import { useEffect, useId } from 'preact/hooks'
import { sayLicence } from '../../core/licences'
import type { LibraryEntry } from '../../state/models'
import { formWords } from '../form/words'
import { useApp, useWords } from '../shared/context'
import { formatBytes, formatMs } from '../shared/format'
import { sharedWords } from '../shared/words'
import { LoadLine } from './LoadLine'
import { FitWarning } from './memory/FitWarning'
import { LoadedMeasures } from './memory/LoadedMeasures'
import { useFit } from './memory/use-fit'
import { memoryWords } from './memory/words'
import { modelWords } from './words'
import './ModelCard.css'

const precisionField = signal<ComponentType<{ entry: LibraryEntry }> | null>(null)

export function ModelCard() {
  const app = useApp()
  const { preferences } = app
  const words = useWords(modelWords)
  const { fields } = useWords(formWords)
  const titleId = useId()
  const library = app.models.library.value
  const chosen = app.form.values.value.model
  const entry = library.find(({ manifest }) => manifest.id === chosen)
  // The others are in the library, each with what it takes to have it.
  const atHand = library.filter(({ manifest, ready, origin }) => ready || origin === 'shipped' || manifest.id === chosen)
  const startError = app.engine.startError.value
  return (
    <section class="card" aria-labelledby={titleId}>
      <h2 id={titleId}>{fields.model}</h2>
      {!entry && <p class="model-state">{startError ? words.failed : words.waiting}</p>}
      {entry && (
        <>
          {atHand.length > 1 ? (
            <select class="input" aria-label={words.choose} value={entry.manifest.id} onChange={(event) => app.form.edit({ model: event.currentTarget.value })}>
              {atHand.map(({ manifest }) => <option key={manifest.id} value={manifest.id}>{manifest.name}</option>)}
            </select>
          ) : (
            <p class="model-name">{entry.manifest.name}</p>
          )}
          <p class="model-about">{entry.manifest.description[preferences.language.value]}</p>
          <LoadState entry={entry} />
          {entry.manifest.precisions.length > 1 && <Precision entry={entry} />}
          <Facts entry={entry} />
          <button type="button" class="text-button" onClick={() => app.place.go('models')}>{words.all}</button>
        </>
      )}
    </section>
  )
}

/** Its code comes once there is something to choose. */
function Precision({ entry }: { entry: LibraryEntry }) {
  const Field = precisionField.value
  useEffect(() => {
    void import('./precision/PrecisionField').then(({ PrecisionField }) => { precisionField.value = PrecisionField }, () => undefined)
  }, [])
  return Field && <Field entry={entry} />
}

function LoadState({ entry }: { entry: LibraryEntry }) {
  const app = useApp()
  const { models } = app
  const words = useWords(modelWords)
  const shared = useWords(sharedWords)
  const id = entry.manifest.id
  const loaded = models.loaded.value
  if (models.loading.value === id) {
    return (
      <LoadLine progress={models.progress.value}>
        {!app.jobs.busy.value && <button type="button" class="text-button" onClick={() => models.stopLoading()}>{words.stop}</button>}
      </LoadLine>
    )
  }
  if (models.error.value) {
    return (
      <div class="model-state">
        <strong class="model-failed">{words.failed}</strong>
        <button type="button" class="text-button" onClick={() => app.downloads.load(id)}>{shared.retry}</button>
      </div>
    )
  }
  if (loaded?.modelId === id) {
    const { files, sessions, warmup } = loaded.seconds
    return (
      <>
        <p class="model-state">
          <span class="model-ready">{words.phases.ready}</span>
          <span>{words.loaded[loaded.source](formatMs(1000 * (files + sessions + warmup), shared))}</span>
        </p>
        <LoadedMeasures loaded={loaded} />
      </>
    )
  }
  return <LoadButton entry={entry} />
}

/** With a word before it where memory is short. */
function LoadButton({ entry }: { entry: LibraryEntry }) {
  const app = useApp()
  const words = useWords(modelWords)
  const { anyway } = useWords(memoryWords)
  const fit = useFit(entry)
  const warningId = useId()
  const size = formatBytes(entry.totalBytes)
  const [load, download] = fit?.verdict === 'no' ? [anyway.load, anyway.fetch] : [words.load, words.download]
  return (
    <>
      <FitWarning fit={fit} id={warningId} />
      <button type="button" class="button" aria-describedby={warningId} onClick={() => app.downloads.load(entry.manifest.id)}>{entry.ready ? load(size) : download(size)}</button>
    </>
  )
}

function Facts({ entry }: { entry: LibraryEntry }) {
  const { models, jobs } = useApp()
  const words = useWords(modelWords)
  const storage = models.storage.value
  const idle = !jobs.busy.value && models.loading.value === null
  return (
    <dl class="facts">
      <dt>{words.stored}</dt>
      <dd>
        {entry.ready ? formatBytes(entry.totalBytes) : words.of(formatBytes(entry.storedBytes), formatBytes(entry.totalBytes))}
        {entry.otherBytes > 0 && <span>{words.andOthers(formatBytes(entry.otherBytes))}</span>}
        {entry.storedBytes + entry.otherBytes > 0 && <button type="button" class="text-button" aria-label={words.removeLabel} disabled={!idle} onClick={() => void models.remove(entry.manifest.id)}>{words.remove}</button>}
      </dd>
      {storage && (
        <>
          {!storage.inMemory && storage.usedBytes !== null && (
            <>
              <dt>{words.browserStorage}</dt>
              <dd>{formatBytes(storage.usedBytes)}</dd>
            </>
          )}
          <dd class="facts-note">{storage.inMemory ? words.inMemory : (storage.persisted ? words.kept : words.notKept)(storage.quotaBytes === null ? null : formatBytes(storage.quotaBytes))}</dd>
        </>
      )}
      <dt>{words.licence}</dt>
      <dd>{sayLicence(entry.manifest.licence, words.licences)}</dd>
    </dl>
  )
}
