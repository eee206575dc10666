// The rescue page: what this browser remembers, each entry with a way to forget it. It stands alone, without engine, rooms or the
// page's state, because it is for when those do not start.
import { useComputed, useSignal } from '@preact/signals'
import { render } from 'preact'
import { useEffect } from 'preact/hooks'
import type { EngineError } from '../../core/errors/engine-error'
import { sayError } from '../../core/errors/say-error'
import type { Said } from '../../core/errors/say-error'
import type { Language } from '../../state/preferences'
import { findRemembered, forgetAll } from '../../state/remembered'
import type { Remembered, RememberedKind, RememberedPlaces } from '../../state/remembered'
import { asEngineError } from '../../state/as-engine-error'
import { formatBytes } from '../../ui/shared/format'
import { rescueWords } from './words'
import type { RescueWords } from './words'
import '../../ui/shell/base.css'
import './Room.css'

// Each may be missing where storage is blocked, whatever the types say.
const places: RememberedPlaces = {
  settings: () => localStorage,
  scope: new URL('./', location.href).href,
  caches: () => (globalThis as Partial<typeof globalThis>).caches,
  endOffline: async () => void await (await (navigator.serviceWorker as ServiceWorkerContainer | undefined)?.getRegistration('./'))?.unregister(),
}

/** `thrown` is what kept the page from starting, null where nothing did. */
export function openRescue(root: HTMLElement, language: Language, thrown: unknown): void {
  document.documentElement.lang = language
  render(<Rescue language={language} thrown={thrown} />, root)
}

function Rescue({ language, thrown }: { language: Language; thrown: unknown }) {
  const words: RescueWords = rescueWords[language]
  const entries = useSignal<Remembered[] | null>(null)
  const problem = useSignal<Said | null>(null)
  const sure = useSignal(false)
  const bytes = useComputed(() => (entries.value ?? []).reduce((sum, entry) => sum + entry.bytes, 0))
  const say = async (error: EngineError | null) => { problem.value = error && sayError(error, await wordsOf(language)) }
  const look = async () => {
    const found = await findRemembered(places)
    entries.value = found.entries
    if (found.error) await say(found.error)
  }
  const forget = async (work: () => Promise<void>) => {
    problem.value = null
    await work().catch((failure: unknown) => say(asEngineError(failure)))
    await look()
  }
  useEffect(() => void look(), [])
  const found = entries.value
  return (
    <main class="rescue">
      <h1>{words.title}</h1>
      {thrown !== null && <p role="alert">{words.notStarted} <code>{String(thrown)}</code></p>}
      <p>{words.about}</p>
      {problem.value && <div class="card" role="alert"><p>{problem.value.message}</p><p>{problem.value.remedy}</p></div>}
      <p>
        {/* The address may be the studio's already: then only a reload goes there. */}
        <button type="button" class="button" onClick={() => { history.replaceState(null, '', '#/studio'); location.reload() }}>{words.back}</button>
      </p>
      {!found && <p role="status">{words.looking}</p>}
      {found?.length === 0 && <p role="status">{words.nothing}</p>}
      {found && (Object.keys(words.kinds) as RememberedKind[]).map((kind) => (
        <Group key={kind} kind={kind} words={words} entries={found.filter((entry) => entry.kind === kind)} onForget={(entry) => void forget(() => entry.forget())} />
      ))}
      {found && found.length > 0 && (
        <div class="rescue-actions">
          {!sure.value && <button type="button" class="button" onClick={() => { sure.value = true }}>{words.all}</button>}
          {sure.value && (
            <>
              <p role="status">{words.allSure(formatBytes(bytes.value))}</p>
              <button type="button" class="button" onClick={() => { sure.value = false; void forget(() => forgetAll(places)) }}>{words.allYes}</button>
              <button type="button" class="button quiet" onClick={() => { sure.value = false }}>{words.allNo}</button>
            </>
          )}
        </div>
      )}
    </main>
  )
}

function Group({ kind, words, entries, onForget }: { kind: RememberedKind; words: RescueWords; entries: Remembered[]; onForget: (entry: Remembered) => void }) {
  if (entries.length === 0) return null
  return (
    <section class="card" aria-label={words.kinds[kind]}>
      <h2>{words.kinds[kind]}</h2>
      <ul class="rescue-list">
        {entries.map((entry) => (
          <li key={entry.id}>
            <span class="rescue-name">{entry.name}</span>
            <span class="number-text">{formatBytes(entry.bytes)}</span>
            <button type="button" class="button" aria-label={words.forgetNamed(entry.name)} onClick={() => onForget(entry)}>{words.forget}</button>
          </li>
        ))}
      </ul>
    </section>
  )
}

const wordsOf = async (language: Language) => (language === 'zh' ? (await import('../../core/errors/words.zh')).zh : (await import('../../core/errors/words.en')).en)
