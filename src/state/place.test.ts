import { signal } from '@preact/signals'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { readAxes, writeAxes } from './compare-link'
import type { CompareSpec } from './compare-plan'
import { createPlace, fromHash, toHash, windowAddressBar } from './place'
import type { Entries } from './place'
import { fakeBar } from './test-page'

interface Words { prompt: string; seed: number | null }

/** A studio whose form is a prompt and a seed, and a Compare that comes when it is asked for. */
function open(start = '', { withCompare = false } = {}) {
  const fake = fakeBar(start)
  const place = createPlace(fake.bar)
  const form = signal<Words>({ prompt: '', seed: null })
  const spec = signal<CompareSpec>({ x: { kind: 'sampler', text: 'euler' }, y: null, z: null })
  const ignored = signal<string[]>([])
  const own = {
    write: (drawn?: number): Entries => {
      const { prompt, seed } = form.value
      const said = drawn ?? seed
      return [['prompt', prompt], ...(said === null ? [] : [['seed', String(said)] as const])]
    },
    read(entries: Entries) {
      const said = new Map(entries)
      ignored.value = [...said.keys()].filter((key) => key !== 'prompt' && key !== 'seed')
      if (ignored.value.length < entries.length) form.value = { prompt: said.get('prompt') ?? '', seed: said.has('seed') ? Number(said.get('seed')) : null }
    },
  }
  place.attach('studio', own)
  const openCompare = () => place.attach('compare', {
    write: (seed) => [...writeAxes(spec.value), ...own.write(seed)],
    read(entries) {
      const { rest, spec: asked } = readAxes(entries)
      if (asked) spec.value = asked
      own.read(rest)
    },
  })
  if (withCompare) openCompare()
  place.open()
  const type = (prompt: string) => { form.value = { ...form.value, prompt } }
  return { ...fake, place, form, spec, ignored, openCompare, type }
}

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

test('a link fills the form, and what it says besides is named', () => {
  const { form, ignored, place } = open('#/studio?prompt=a+cat&seed=7&magic=1')
  expect([form.value, ignored.value, place.room.value]).toEqual([{ prompt: 'a cat', seed: 7 }, ['magic'], 'studio'])
})

test('typing rewrites one entry, once it pauses', () => {
  const { type, entries } = open()
  for (const prompt of ['a', 'a c', 'a cat']) type(prompt)
  expect(entries).toEqual([''])
  vi.runAllTimers()
  expect(entries).toEqual(['#/studio?prompt=a+cat'])
})

test('each picture stays an entry; Back brings its settings and its drawn seed', () => {
  const { type, form, entries, place, go } = open()
  type('a cat')
  place.rememberPicture(11)
  expect(form.value.seed).toBeNull()
  type('a dog')
  vi.runAllTimers()
  place.rememberPicture(12)
  expect(entries).toEqual(['#/studio?prompt=a+cat&seed=11', '#/studio?prompt=a+dog&seed=12'])
  go(0)
  expect(form.value).toEqual({ prompt: 'a cat', seed: 11 })
  vi.runAllTimers()
  expect(entries).toHaveLength(2)
})

test('a link that names a picture is not written over by the first edit', () => {
  const { type, entries } = open('#/studio?prompt=a+cat&seed=7')
  type('a dog')
  vi.runAllTimers()
  expect(entries).toEqual(['#/studio?prompt=a+cat&seed=7', '#/studio?prompt=a+dog&seed=7'])
})

test('two pictures of the same settings are two entries', () => {
  const { place, entries } = open()
  place.rememberPicture(1)
  place.rememberPicture(2)
  expect(entries).toHaveLength(2)
})

test('a pasted link wins over typing that has not been written yet', () => {
  const { type, form, paste, entries } = open()
  type('half a wo')
  paste('#/studio?prompt=a+fish')
  vi.runAllTimers()
  expect([form.value.prompt, entries]).toEqual(['a fish', ['', '#/studio?prompt=a+fish']])
})

test('going to another room is an entry of its own at once, and Back leaves it without touching the form', () => {
  const { type, form, entries, place, go } = open('', { withCompare: true })
  type('a cat')
  vi.runAllTimers()
  place.go('compare')
  expect(entries).toEqual(['#/studio?prompt=a+cat', '#/compare?x=sampler%3Aeuler&prompt=a+cat'])
  // Further edits there rewrite it.
  type('a dog')
  vi.runAllTimers()
  expect(entries).toHaveLength(2)
  go(0)
  expect([place.room.value, form.value.prompt]).toEqual(['studio', 'a cat'])
})

test('typing that has not been written yet is in the entry that is left, for Back', () => {
  const { type, form, entries, place, go } = open('#/studio?prompt=old', { withCompare: true })
  type('a cat')
  place.go('compare')
  vi.runAllTimers()
  expect(entries).toEqual(['#/studio?prompt=a+cat', '#/compare?x=sampler%3Aeuler&prompt=a+cat'])
  go(0)
  expect(form.value.prompt).toBe('a cat')
})

test('a picture made before the room changed keeps its entry', () => {
  const { entries, place } = open('', { withCompare: true })
  place.rememberPicture(11)
  place.go('compare')
  expect(entries.map((hash) => hash.includes('seed=11'))).toEqual([true, false])
})

test('the room of models has no form in its address', () => {
  const { type, entries, place } = open()
  type('a cat')
  place.go('models')
  type('a dog')
  vi.runAllTimers()
  expect(entries.at(-1)).toBe('#/models')
  place.go('studio')
  expect(entries.at(-1)).toBe('#/studio?prompt=a+dog')
})

test('a comparison’s address keeps its words until its room has come, and is read then', () => {
  const { place, spec, form, entries, openCompare } = open('#/compare?x=steps%3A4%2C8&y=seed%3A1-3&prompt=a+cat&seed=5')
  expect(place.room.value).toBe('compare')
  vi.runAllTimers()
  openCompare()
  vi.runAllTimers()
  expect([spec.value, form.value]).toEqual([{ x: { kind: 'steps', text: '4,8' }, y: { kind: 'seed', text: '1-3' }, z: null }, { prompt: 'a cat', seed: 5 }])
  expect(entries).toEqual(['#/compare?x=steps%3A4%2C8&y=seed%3A1-3&prompt=a+cat&seed=5'])
})

test('of two comparisons that were asked for before its room came, the last one counts', () => {
  const { spec, paste, entries, openCompare } = open('#/compare?x=steps%3A4&prompt=a')
  paste('#/compare?x=seed%3A9&prompt=b')
  openCompare()
  vi.runAllTimers()
  expect(spec.value.x).toEqual({ kind: 'seed', text: '9' })
  expect(entries).toEqual(['#/compare?x=steps%3A4&prompt=a', '#/compare?x=seed%3A9&prompt=b'])
})

test('a room that comes late completes the address of the visitor who is waiting in it', () => {
  const { place, type, entries, openCompare } = open()
  type('a cat')
  vi.runAllTimers()
  place.go('compare')
  openCompare()
  vi.runAllTimers()
  expect(entries).toEqual(['#/studio?prompt=a+cat', '#/compare?x=sampler%3Aeuler&prompt=a+cat'])
})

test('addresses of earlier versions still open', () => {
  const studio = open('#prompt=a+cat&seed=3')
  expect([studio.place.room.value, studio.form.value]).toEqual(['studio', { prompt: 'a cat', seed: 3 }])
  const compare = open('#prompt=a+cat&mode=compare&x=steps%3A4%2C8', { withCompare: true })
  expect([compare.place.room.value, compare.form.value.prompt, compare.spec.value.x, compare.ignored.value]).toEqual(['compare', 'a cat', { kind: 'steps', text: '4,8' }, []])
  compare.type('a dog')
  vi.runAllTimers()
  expect(compare.entries).toEqual(['#/compare?x=steps%3A4%2C8&prompt=a+dog'])
})

test('Back and Forward into a comparison write nothing and keep what lies ahead', () => {
  const { type, entries, place, go, spec } = open('', { withCompare: true })
  type('a cat')
  place.rememberPicture(1)
  place.go('compare')
  spec.value = { x: { kind: 'steps', text: '4' }, y: null, z: null }
  vi.runAllTimers()
  place.rememberPicture(2)
  place.go('models')
  const before = [...entries]
  for (const at of [1, 0, 1, 2, 1]) {
    go(at)
    vi.runAllTimers()
  }
  expect([entries, place.room.value, spec.value.x.kind]).toEqual([before, 'compare', 'steps'])
})

test('a comparison pasted into the studio is gone to, with its axes, and nothing of the studio is written after it', () => {
  for (const hash of ['#/compare?x=seed%3A1-4&prompt=a+fish', '#prompt=a+fish&mode=compare&x=seed%3A1-4']) {
    const { type, paste, place, spec, form, entries, openCompare } = open('#/studio?prompt=a')
    type('half a wo')
    paste(hash)
    openCompare()
    vi.runAllTimers()
    expect([place.room.value, spec.value.x, form.value.prompt]).toEqual(['compare', { kind: 'seed', text: '1-4' }, 'a fish'])
    expect(entries).toEqual(['#/studio?prompt=a', hash])
  }
})

test('an address that says nothing of a picture leaves the words alone', () => {
  const { type, paste, form, ignored } = open()
  type('a cat')
  paste('#foo')
  expect([form.value.prompt, ignored.value]).toEqual(['a cat', ['foo']])
  paste('#')
  paste('')
  expect(form.value.prompt).toBe('a cat')
})

test('a room that does not exist is the studio', () => {
  expect(fromHash('#/cellar?prompt=a')).toEqual({ room: 'studio', entries: [['prompt', 'a']], strange: true })
  for (const hash of ['#/', '#/studio/../compare', '#/%E0%A4%A', '#/Keller 7']) expect(fromHash(hash)).toEqual({ room: 'studio', entries: [], strange: true })
  // Typed by hand.
  expect(fromHash('#/Compare/?prompt=a')).toEqual({ room: 'compare', entries: [['prompt', 'a']] })
  expect(fromHash(toHash('compare', [['prompt', 'a & b=c #1\n第二行']]))).toEqual({ room: 'compare', entries: [['prompt', 'a & b=c #1\n第二行']] })
})

test('where a visitor went before the address was read wins over it, and the address is an entry to go back to', () => {
  const fake = fakeBar('#/studio?prompt=a')
  const place = createPlace(fake.bar)
  place.go('models')
  place.open()
  expect([place.room.value, fake.entries]).toEqual(['models', ['#/studio?prompt=a', '#/models']])
})

test('after its end nothing is written or read any more', () => {
  const { type, entries, place, form, paste } = open()
  type('a')
  place.stop()
  type('b')
  paste('#/studio?prompt=c')
  vi.runAllTimers()
  expect([entries[0], form.value.prompt]).toEqual(['', 'b'])
})

test('a browser that forbids to write the address so often loses nothing but the address', () => {
  vi.stubGlobal('history', { pushState: () => { throw new Error('too often') }, replaceState: () => { throw new Error('too often') } })
  expect(() => windowAddressBar().write('#/models', 'push')).not.toThrow()
  expect(() => windowAddressBar().write('#/models', 'replace')).not.toThrow()
  vi.unstubAllGlobals()
})

test('the room of the address shows before the address can be read', () => {
  expect(createPlace(fakeBar('#/models').bar).room.value).toBe('models')
  expect(createPlace(fakeBar('#prompt=x&mode=compare').bar).room.value).toBe('compare')
  expect(createPlace(fakeBar('').bar).room.value).toBe('studio')
})

test.each(['#/nonsense', '#/cellar-9', '#/'])('%s is the studio, by its own name, and no entry more', (hash) => {
  const { entries, place, bar } = open(hash)
  expect([place.room.value, entries, bar.hash()]).toEqual(['studio', ['#/studio?prompt='], '#/studio?prompt='])
})

test('what a room that there is not was told of stays in the studio’s address', () => {
  expect(open('#/nonsense?prompt=a+cat').entries).toEqual(['#/studio?prompt=a+cat'])
})
