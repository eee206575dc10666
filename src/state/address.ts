// Keeps the page's address and the form the same: editing rewrites the hash, a changed hash fills the form.
// Each made picture stays one entry of the history, so Back returns to its settings and seed.
import { effect } from '@preact/signals'
import type { Signal } from '@preact/signals'
import { fromHash, toHash } from './settings'
import type { KnownIds, Settings } from './settings'

/** The few things of a window that matter here; tests bring their own. */
export interface AddressBar {
  hash(): string
  write(hash: string, entry: 'push' | 'replace'): void
  /** Returns how to stop listening. */
  onChange(listener: () => void): () => void
}

export interface Address {
  /** The address now names a picture, with the seed that was drawn for it. */
  rememberPicture(settings: Settings): void
  stop(): void
}

// Typing must not write the history on every key: browsers limit how often it may change.
const typingPauseMs = 300

export interface AddressOptions {
  bar: AddressBar
  settings: Signal<Settings>
  /** Keys of the link that this build does not know. */
  ignored: Signal<string[]>
  known: () => KnownIds
  /** What a link leaves unsaid. */
  base: () => Settings
  /** Brings a link's numbers into range. */
  clamp: (settings: Settings) => Settings
  /** What the address says besides the settings: the mode of the page. */
  extra: {
    /** What follows the settings; '' when there is nothing to say. */
    write: () => string
    /** Takes its part out of a hash and returns the rest. */
    read: (hash: string) => string
  }
}

export function syncAddress({ bar, settings, ignored, known, base, clamp, extra }: AddressOptions): Address {
  let current = bar.hash()
  let namesPicture = false
  let timer: ReturnType<typeof setTimeout> | undefined
  const write = (hash: string, picture: boolean) => {
    clearTimeout(timer)
    // The first edit after a picture opens a new entry; further edits rewrite it.
    if (hash !== current) bar.write(hash, namesPicture ? 'push' : 'replace')
    current = hash
    namesPicture = picture
  }
  const read = () => {
    clearTimeout(timer)
    current = bar.hash()
    namesPicture = false
    const hash = extra.read(current)
    shownExtra = extra.write()
    if (hash.length <= 1) return
    const link = fromHash(hash, { ...base(), preview: settings.peek().preview }, known())
    ignored.value = link.ignored
    shown = clamp(link.settings)
    namesPicture = shown.seed !== null
    settings.value = shown
  }
  // What the address stands for; edits are told from it, not from the hash, whose seed may be a drawn one.
  let shown = settings.peek()
  let shownExtra = ''
  read()
  const stopEffect = effect(() => {
    const next = settings.value
    const said = extra.write()
    if (toHash(next) === toHash(shown) && said === shownExtra) return
    // Coming to another mode is a move of its own, which Back takes back; it loses no picture's entry.
    const moved = (said === '') !== (shownExtra === '')
    shown = next
    shownExtra = said
    clearTimeout(timer)
    if (moved) {
      namesPicture = true
      write(toHash(next) + said, false)
    } else timer = setTimeout(() => write(toHash(next) + said, false), typingPauseMs)
  })
  const stopListening = bar.onChange(read)
  return {
    rememberPicture(made) {
      shown = settings.peek()
      shownExtra = extra.write()
      write(toHash(made) + shownExtra, true)
    },
    stop() {
      clearTimeout(timer)
      stopEffect()
      stopListening()
    },
  }
}

export function windowAddressBar(): AddressBar {
  return {
    hash: () => location.hash,
    write: (hash, entry) => history[entry === 'push' ? 'pushState' : 'replaceState'](null, '', hash),
    // pushState and replaceState fire neither event, so only the person's own moves arrive here.
    onChange(listener) {
      addEventListener('hashchange', listener)
      return () => removeEventListener('hashchange', listener)
    },
  }
}
