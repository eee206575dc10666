// What takes how much of this browser's storage, and whether the browser promised to keep it.
import { useSignal } from '@preact/signals'
import { modelWords } from '../../ui/model/words'
import { useApp, useWords } from '../../ui/shared/context'
import { formatBytes } from '../../ui/shared/format'
import { modelsWords } from './words'

export function StorageSummary() {
  const { models: { storage: report, library }, keepStorage } = useApp()
  const { inMemory, notKept } = useWords(modelWords)
  const words = useWords(modelsWords)
  const refused = useSignal(false)
  const storage = report.value
  if (!storage) return null
  const stored = library.value.map((entry) => ({ name: entry.manifest.name, bytes: entry.storedBytes + entry.otherBytes })).filter(({ bytes }) => bytes > 0).toSorted((a, b) => b.bytes - a.bytes)
  const models = stored.reduce((sum, { bytes }) => sum + bytes, 0)
  // Models share files, so their sum may be more than what is used.
  const rest = Math.max(0, (storage.usedBytes ?? 0) - models)
  const shares = [...stored.map((share, tone) => ({ ...share, look: { '--tone': tone } })), ...(rest > 0 ? [{ name: words.other, bytes: rest, look: { '--shade': 'var(--line-strong)' } }] : [])]
  const all = Math.max(1, models + rest)
  return (
    <section class="library-storage" aria-label={words.storage}>
      <div class="library-shares" aria-hidden="true">
        {shares.map(({ name, bytes, look }) => <span key={name} style={{ '--share': bytes / all, ...look }} />)}
      </div>
      <ul class="library-legend">
        {shares.map(({ name, bytes, look }) => <li key={name} style={look}>{name} <span class="number-text">{formatBytes(bytes)}</span></li>)}
      </ul>
      {storage.inMemory && <p>{inMemory}</p>}
      {!storage.inMemory && (
        <p>
          {storage.usedBytes !== null && <>{words.used(formatBytes(storage.usedBytes), storage.quotaBytes === null ? null : formatBytes(storage.quotaBytes))} </>}
          {storage.persisted ? words.kept : notKept(null)}{' '}
          {!storage.persisted && <button type="button" class="text-button" onClick={() => void keepStorage().then((kept) => { refused.value = !kept })}>{words.keep}</button>}
        </p>
      )}
      {refused.value && !storage.persisted && <p role="status">{words.refused}</p>}
    </section>
  )
}
