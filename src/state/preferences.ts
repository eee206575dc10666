// What a person likes, as opposed to what a picture needs: language, theme, how models are stored. Remembered in this browser,
// never in a link.
import { computed, effect, signal } from '@preact/signals'
import type { ReadonlySignal, Signal } from '@preact/signals'
import { readMemoryWish, writeMemoryWish } from './load-choice'
import type { MemoryWish } from './load-choice'

export type Language = 'en' | 'zh'
export type Theme = 'system' | 'dark' | 'light'

export interface Preferences {
  language: Signal<Language>
  theme: Signal<Theme>
  /** Id of the precision wished for; '' = the best that runs here. */
  precision: Signal<string>
  /** How models lie in memory; what it leaves out is chosen automatically. */
  memory: Signal<MemoryWish>
  /** Previews while typing: 'on', 'off', or '' while nobody has chosen. */
  instant: Signal<string>
  /** Licences agreed to, one `model licence` a line. */
  licences: Signal<string>
  /** Names of what was remembered, did not fit and was forgotten. */
  dropped: Signal<readonly string[]>
}

/** All calls may throw: some browsers block storage altogether. */
export interface TextStore {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
}

const languageKey = 'darkroom.language'
/** index.html reads this one too, before the first paint. */
const themeKey = 'darkroom.theme'
const precisionKey = 'darkroom.precision'
const memoryKey = 'darkroom.memory'
const instantKey = 'darkroom.instant'
const licencesKey = 'darkroom.licences'

/** `precision` stands in for the remembered one and is not remembered itself (the page's `?precision=`). */
export function createPreferences(store: TextStore, browserLanguages: readonly string[], { precision: asked }: { precision?: string | null } = {}): Preferences {
  const dropped = signal<readonly string[]>([])
  /** What was remembered; '' where it was nothing, or nothing that fits, which is then forgotten. */
  const read = (key: string, fits: RegExp): string => {
    try {
      const text = store.getItem(key) ?? ''
      if (text === '' || fits.test(text)) return text
      dropped.value = [...dropped.peek(), key]
      store.removeItem(key)
    } catch {
      // Storage is blocked.
    }
    return ''
  }
  const spoken = browserLanguages.find((tag) => /^(en|zh)\b/i.test(tag)) ?? 'en'
  const fromBrowser: Language = /^zh/i.test(spoken) ? 'zh' : 'en'
  const language = signal((read(languageKey, /^(en|zh)$/) || fromBrowser) as Language)
  const theme = signal((read(themeKey, /^(system|dark|light)$/) || 'system') as Theme)
  const remembered = read(precisionKey, /^[a-z0-9]+$/)
  const precision = signal(asked ?? remembered)
  remember(store, languageKey, language)
  remember(store, themeKey, theme)
  const instant = signal(read(instantKey, /^(on|off)$/))
  remember(store, precisionKey, precision)
  remember(store, instantKey, instant)
  const licences = signal(read(licencesKey, /^[^ \n]+ .+(\n[^ \n]+ .+)*\n?$/))
  remember(store, licencesKey, licences)
  const memory = signal(readMemoryWish(read(memoryKey, /^(\w+=\w+(&(?=.)|$))+$/)))
  remember(store, memoryKey, computed(() => writeMemoryWish(memory.value)))
  return { language, theme, precision, memory, instant, licences, dropped }
}

function remember(store: TextStore, key: string, value: ReadonlySignal<string>): void {
  let first = true
  effect(() => {
    const text = value.value
    // What the browser says is only stored once the person has chosen otherwise.
    if (first) {
      first = false
      return
    }
    try {
      store.setItem(key, text)
    } catch {
      // Storage is blocked: the choice holds for this visit.
    }
  })
}
