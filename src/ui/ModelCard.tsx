// The model at hand: what it is, whether it is here, how its load is going, and what this browser keeps of it.
import { signal } from '@preact/signals'
import type { ComponentType } from 'preact'
import { useEffect, useId } from 'preact/hooks'
import type { LibraryEntry, LoadProgress } from '../state/model'
import { useRoom, useStudio, useText } from './context'
import { formatBytes, formatMs, formatSeconds } from './format'
import './ModelCard.css'

const precisionField = signal<ComponentType<{ entry: LibraryEntry }> | null>(null)

export function ModelCard() {
  const { studio, preferences } = useRoom()
  const text = useText()
  const titleId = useId()
  const library = studio.model.library.value
  const entry = library.find(({ manifest }) => manifest.id === studio.settings.value.model)
  const startError = studio.startError.value
  return (
    <section class="card" aria-labelledby={titleId}>
      <h2 id={titleId}>{text.model.label}</h2>
      {!entry && <p class="model-state">{startError ? text.model.failed : text.model.waiting}</p>}
      {entry && (
        <>
          {library.length > 1 ? (
            <select class="input" aria-label={text.model.choose} value={entry.manifest.id} onChange={(event) => studio.edit({ model: event.currentTarget.value })}>
              {library.map(({ manifest }) => <option key={manifest.id} value={manifest.id}>{manifest.name}</option>)}
            </select>
          ) : (
            <p class="model-name">{entry.manifest.name}</p>
          )}
          <p class="model-about">{entry.manifest.description[preferences.language.value]}</p>
          <LoadState entry={entry} />
          {entry.manifest.precisions.length > 1 && <Precision entry={entry} />}
          <Facts entry={entry} />
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
  const studio = useStudio()
  const { model } = studio
  const text = useText()
  const id = entry.manifest.id
  const loaded = model.loaded.value
  if (model.loading.value === id) return <Loading progress={model.progress.value} />
  if (model.error.value) {
    return (
      <div class="model-state">
        <strong class="model-failed">{text.model.failed}</strong>
        <button type="button" class="text-button" onClick={() => studio.loadModel(id)}>{text.error.retry}</button>
      </div>
    )
  }
  if (loaded?.modelId === id) {
    const { files, sessions, warmup } = loaded.seconds
    return (
      <p class="model-state">
        <span class="model-ready">{text.model.ready}</span>
        <span>{text.model.loaded[loaded.source](formatMs(1000 * (files + sessions + warmup), text))}</span>
      </p>
    )
  }
  const size = formatBytes(entry.totalBytes)
  return <button type="button" class="button" onClick={() => studio.loadModel(id)}>{entry.ready ? text.model.load(size) : text.model.download(size)}</button>
}

function Loading({ progress }: { progress: LoadProgress | null }) {
  const { model, busy } = useStudio()
  const text = useText()
  const done = progress && progress.totalBytes > 0 ? progress.bytes / progress.totalBytes : 0
  const phase = progress ? text.model.phases[progress.phase] ?? progress.phase : text.model.waiting
  return (
    <div class="loading">
      <div class="loading-head">
        <strong>{phase}</strong>
        {progress && <span class="number-text">{text.model.of(formatBytes(progress.bytes), formatBytes(progress.totalBytes))}</span>}
      </div>
      <div class="bar" role="progressbar" aria-label={phase} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(100 * done)}>
        <span style={{ '--done': done }} />
      </div>
      <div class="loading-foot">
        <span class="loading-item">{loadingDetail(progress)}</span>
        {!busy.value && <button type="button" class="text-button" onClick={() => model.stopLoading()}>{text.model.stop}</button>}
      </div>
    </div>
  )

  function loadingDetail(now: LoadProgress | null): string {
    if (!now) return ''
    if (now.phase !== 'download' || now.bytesPerSecond <= 0) return now.item
    const speed = text.model.perSecond(formatBytes(now.bytesPerSecond))
    return now.secondsLeft === null ? speed : `${speed} · ${text.run.left(formatSeconds(now.secondsLeft, text))}`
  }
}

function Facts({ entry }: { entry: LibraryEntry }) {
  const { model, busy } = useStudio()
  const text = useText()
  const storage = model.storage.value
  const idle = !busy.value && model.loading.value === null
  return (
    <dl class="facts">
      <dt>{text.model.stored}</dt>
      <dd>
        {entry.ready ? formatBytes(entry.totalBytes) : text.model.of(formatBytes(entry.storedBytes), formatBytes(entry.totalBytes))}
        {entry.otherBytes > 0 && <span>{text.model.andOthers(formatBytes(entry.otherBytes))}</span>}
        {entry.storedBytes + entry.otherBytes > 0 && <button type="button" class="text-button" aria-label={text.model.removeLabel} disabled={!idle} onClick={() => void model.remove(entry.manifest.id)}>{text.model.remove}</button>}
      </dd>
      {storage && (
        <>
          <dt>{text.model.browserStorage}</dt>
          <dd>
            {formatBytes(storage.usedBytes)}
          </dd>
          <dd class="facts-note">{(storage.persisted ? text.model.kept : text.model.notKept)(formatBytes(storage.quotaBytes))}</dd>
        </>
      )}
      <dt>{text.model.licence}</dt>
      <dd>{entry.manifest.licence}</dd>
    </dl>
  )
}
