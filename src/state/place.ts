// Where in the house the visitor is, kept the same as the page's address: `#/studio?prompt=…`. Each room has a codec that writes and
// reads its part. Editing rewrites the address, a changed address fills the room; each made picture stays an entry of the history.
import { batch, computed, effect, signal } from '@preact/signals'
import type { ReadonlySignal } from '@preact/signals'

export const roomNames = ['studio', 'compare', 'models'] as const
export type RoomName = (typeof roomNames)[number]

/** What an address says of its room. */
export type Entries = readonly (readonly [key: string, text: string])[]

export interface RoomCodec {
  /** With `seed`, the one that was drawn stands where chance did. Reads signals: the address follows them. */
  write(seed?: number): Entries
  read(entries: Entries): void
}

/** The few things of a window that matter here; tests bring their own. */
export interface AddressBar {
  hash(): string
  write(hash: string, entry: 'push' | 'replace'): void
  /** Returns how to stop listening. */
  onChange(listener: () => void): () => void
}

export interface Place {
  room: ReadonlySignal<RoomName>
  go(room: RoomName): void
  /** A room's codec, which a lazily loaded room brings with it; what the address said of it until then is read now. */
  attach(room: RoomName, codec: RoomCodec): void
  /** Begins to read and to write the address. */
  open(): void
  /** The address now names a picture, with the seed that was drawn for it. */
  rememberPicture(seed: number): void
  stop(): void
}

const longestHash = 500_000

// Typing must not write the history on every key: browsers limit how often it may change.
const typingPauseMs = 300

export function createPlace(bar: AddressBar): Place {
  // Which room it is shows at once; what the address says of it waits until it can be read.
  const room = signal<RoomName>(fromHash(bar.hash()).room)
  const codecs = signal<Partial<Record<RoomName, RoomCodec>>>({})
  /** What the address said of rooms whose codec is not there yet. */
  const unread = new Map<RoomName, Entries>()
  const entriesNow = (seed?: number): Entries => codecs.value[room.value]?.write(seed) ?? unread.get(room.value) ?? []
  const said = computed(() => toHash(room.value, entriesNow()))
  /** What the address stands for; edits are told from it, not from the hash, whose seed may be a drawn one. */
  let shown = ''
  let shownRoom: RoomName = 'studio'
  let namesPicture = false
  /** Where the visitor went before the address was read: that wins over it. */
  let wentTo: RoomName | null = null
  /** Typed, and not in the address yet. */
  let unwritten: string | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  const stops: (() => void)[] = []

  const forgetTyping = () => {
    clearTimeout(timer)
    unwritten = null
  }
  const write = (hash: string, picture: boolean) => {
    forgetTyping()
    // The first edit after a picture opens a new entry; further edits rewrite it.
    if (hash !== bar.hash()) bar.write(hash, namesPicture ? 'push' : 'replace')
    namesPicture = picture
  }
  const standsForNow = () => {
    shown = said.peek()
    shownRoom = room.peek()
  }
  const read = () => {
    forgetTyping()
    const { room: next, entries, strange = false } = fromHash(bar.hash())
    batch(() => {
      room.value = next
      const codec = codecs.peek()[next]
      if (codec) codec.read(entries)
      else unread.set(next, entries)
      standsForNow()
    })
    namesPicture = entries.some(([key]) => key === 'seed')
    // The address of a room that there is not would stay as long as nothing is edited, and be shared.
    if (strange) bar.write(shown, 'replace')
  }

  return {
    room,
    go(next) {
      if (stops.length === 0) wentTo = next
      room.value = next
    },
    attach(name, codec) {
      batch(() => {
        codecs.value = { ...codecs.peek(), [name]: codec }
        const waiting = unread.get(name)
        unread.delete(name)
        if (waiting) codec.read(waiting)
        if (room.peek() === name && waiting) standsForNow()
      })
    },
    open() {
      if (stops.length > 0) return
      standsForNow()
      if (bar.hash().length > 1) read()
      if (wentTo !== null) room.value = wentTo
      stops.push(effect(() => {
        const next = said.value
        if (next === shown) return
        // Coming to another room is a move of its own, which Back takes back; it loses no picture's entry.
        const moved = room.value !== shownRoom
        standsForNow()
        if (moved) {
          // What was typed just before belongs to the entry that is left, or Back would lose it.
          if (unwritten !== null) write(unwritten, false)
          namesPicture = true
          write(next, false)
        } else {
          clearTimeout(timer)
          unwritten = next
          timer = setTimeout(() => write(next, false), typingPauseMs)
        }
      }))
      stops.push(bar.onChange(read))
    },
    rememberPicture(seed) {
      standsForNow()
      write(toHash(room.peek(), entriesNow(seed)), true)
    },
    stop() {
      forgetTyping()
      for (const stop of stops.splice(0)) stop()
    },
  }
}

export function toHash(room: RoomName, entries: Entries): string {
  const query = new URLSearchParams(entries.map(([key, text]) => [key, text])).toString()
  return `#/${room}${query && `?${query}`}`
}

/** Also the addresses of earlier versions: `#prompt=…` is the studio, with `mode=compare` among them a comparison. What is no room of ours is `strange`, and the studio. */
export function fromHash(hash: string): { room: RoomName; entries: Entries; strange?: true } {
  // No link of ours is near as long, and reading millions of letters stops the page.
  if (hash.length > longestHash) return { room: 'studio', entries: [] }
  const [, name, query] = /^#\/([^?]*)\??(.*)$/s.exec(hash) ?? []
  if (name !== undefined) {
    const room = roomNames.find((known) => known === name.toLowerCase().replace(/\/$/, ''))
    return { room: room ?? 'studio', entries: [...new URLSearchParams(query)], ...(room === undefined && { strange: true }) }
  }
  const entries = [...new URLSearchParams(hash.replace(/^#/, ''))]
  const compares = entries.some(([key, text]) => key === 'mode' && text === 'compare')
  return { room: compares ? 'compare' : 'studio', entries: entries.filter(([key]) => key !== 'mode') }
}

export function windowAddressBar(): AddressBar {
  return {
    hash: () => location.hash,
    write(hash, entry) {
      try {
        history[entry === 'push' ? 'pushState' : 'replaceState'](null, '', hash)
      } catch {
        // WebKit throws where it is written too often; a quick batch does that, and must not lose its pictures over it.
      }
    },
    // pushState and replaceState fire neither event, so only the person's own moves arrive here.
    onChange(listener) {
      addEventListener('hashchange', listener)
      return () => removeEventListener('hashchange', listener)
    },
  }
}
