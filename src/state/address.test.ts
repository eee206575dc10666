import { signal } from '@preact/signals'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { syncAddress } from './address'
import type { AddressBar } from './address'
import type { Settings } from './settings'

const base: Settings = { model: 'tiny', prompt: '', negativePrompt: '', steps: 20, guidance: 4, sampler: 'euler', schedule: 'karras', seed: null, rng: 'cpu', width: 128, height: 128, preview: 'fast' }

const known = () => ({ models: ['tiny'], samplers: ['euler', 'heun'], schedules: ['karras'] })

/** A window's history, as far as it matters. */
function fakeBar(start = '') {
  const entries = [start]
  let at = 0
  let listener: (() => void) | null = null
  const bar: AddressBar = {
    hash: () => entries[at] ?? '',
    write(hash, entry) {
      if (entry === 'push') entries.splice(++at, Infinity, hash)
      else entries[at] = hash
    },
    onChange(next) {
      listener = next
      return () => { listener = null }
    },
  }
  return { bar, entries, go(to: number) { at = to; listener?.() }, paste(hash: string) { entries.splice(++at, Infinity, hash); listener?.() } }
}

function sync(start = '') {
  const fake = fakeBar(start)
  const settings = signal(base)
  const ignored = signal<string[]>([])
  const mode = signal('')
  const read = (hash: string) => {
    mode.value = /mode=(\w+)/.exec(hash)?.[1] ?? ''
    return hash.replace(/&?mode=\w+/, '')
  }
  const address = syncAddress({ bar: fake.bar, settings, ignored, known, base: () => base, clamp: (wanted) => ({ ...wanted, steps: Math.min(wanted.steps, 150) }), extra: { write: () => mode.value && `&mode=${mode.value}`, read } })
  return { ...fake, settings, ignored, address, mode }
}

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

test('a link fills the form, in range, and says what it left out', () => {
  const { settings, ignored } = sync('#prompt=a+cat&steps=900&seed=7&sampler=magic')
  expect(settings.value).toMatchObject({ prompt: 'a cat', steps: 150, seed: 7, sampler: 'euler' })
  expect(ignored.value).toEqual(['sampler'])
})

test('typing rewrites one entry, once it pauses', () => {
  const { settings, entries } = sync()
  for (const prompt of ['a', 'a c', 'a cat']) settings.value = { ...settings.value, prompt }
  expect(entries).toEqual([''])
  vi.runAllTimers()
  expect(entries).toHaveLength(1)
  expect(entries[0]).toContain('prompt=a+cat')
})

test('each picture stays an entry; Back brings its settings and its drawn seed', () => {
  const { settings, entries, address, go } = sync()
  settings.value = { ...settings.value, prompt: 'a cat' }
  address.rememberPicture({ ...settings.value, seed: 11 })
  expect(settings.value.seed).toBeNull()
  settings.value = { ...settings.value, prompt: 'a dog' }
  vi.runAllTimers()
  address.rememberPicture({ ...settings.value, seed: 12 })
  expect(entries.map((hash) => new URLSearchParams(hash.slice(1)).get('seed'))).toEqual(['11', '12'])
  go(0)
  expect(settings.value).toMatchObject({ prompt: 'a cat', seed: 11 })
})

test('two pictures of the same settings are two entries', () => {
  const { settings, entries, address } = sync()
  address.rememberPicture({ ...settings.value, seed: 1 })
  address.rememberPicture({ ...settings.value, seed: 2 })
  expect(entries).toHaveLength(2)
})

test('a pasted link wins over typing that has not been written yet', () => {
  const { settings, paste, entries } = sync()
  settings.value = { ...settings.value, prompt: 'half a wo' }
  paste('#prompt=a+fish&sampler=heun')
  vi.runAllTimers()
  expect(settings.value).toMatchObject({ prompt: 'a fish', sampler: 'heun' })
  expect(entries.at(-1)).toBe('#prompt=a+fish&sampler=heun')
})

test('the preview mode is no part of a link and survives it', () => {
  const { settings, paste, entries } = sync()
  settings.value = { ...settings.value, preview: 'full' }
  vi.runAllTimers()
  expect(entries).toEqual([''])
  paste('#prompt=x')
  expect(settings.value.preview).toBe('full')
})

test('going to another mode is an entry of its own, and Back leaves it without touching the form', () => {
  const { settings, entries, mode, go } = sync()
  settings.value = { ...settings.value, prompt: 'a cat' }
  vi.runAllTimers()
  mode.value = 'compare'
  expect(entries).toHaveLength(2)
  expect(entries[1]).toMatch(/prompt=a\+cat.*&mode=compare$/)
  // Further edits there rewrite it.
  settings.value = { ...settings.value, steps: 5 }
  vi.runAllTimers()
  expect(entries).toHaveLength(2)
  go(0)
  expect(mode.value).toBe('')
  expect(settings.value).toMatchObject({ prompt: 'a cat', steps: 20 })
})

test('a picture made before the mode changed keeps its entry', () => {
  const { settings, entries, mode, address } = sync()
  address.rememberPicture({ ...settings.value, seed: 11 })
  mode.value = 'compare'
  expect(entries.map((hash) => /seed=11/.test(hash))).toEqual([true, false])
})

test('a link opens in its mode, whose words are no unknown settings', () => {
  const { mode, ignored } = sync('#prompt=a+cat&mode=compare')
  expect(mode.value).toBe('compare')
  expect(ignored.value).toEqual([])
})
