import { signal } from '@preact/signals'
import { expect, test, vi } from 'vitest'
import { jpegWith } from '../core/picture-settings/test-pictures'
import { withPngText } from '../core/png'
import { clampValues } from '../core/request/form-values'
import { base as plain, known, manifest } from '../core/request/test-values'
import { createFillForm } from './fill-form'

const base = { ...plain, prompt: 'old', negative: 'old', seed: 5 }
const png = Uint8Array.from([137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 0, 73, 69, 78, 68, 174, 66, 96, 130])

function open(values = signal(base)) {
  let edited: (() => void) | undefined
  const fill = createFillForm({ values, known: () => known, clamp: (wanted) => clampValues(wanted, manifest), onEdit: (listener) => { edited = listener } })
  const edit = (prompt: string) => {
    edited?.()
    values.value = { ...values.value, prompt }
  }
  return { fill, values, edit }
}

test('filling from the prompt, and taking it back; a size that cannot be had stays the form’s and is named', async () => {
  const { fill, values } = open()
  const text = 'a house\nSteps: 8, Sampler: Euler, Seed: 3, Size: 512x512'
  expect(fill.offered.value).toBe(false)
  values.value = { ...base, prompt: text }
  expect(fill.offered.value).toBe(true)
  await fill.fromPrompt()
  expect(values.value).toMatchObject({ prompt: 'a house', steps: 8, seed: 3, width: 128, height: 128 })
  expect(fill.note.value).toEqual({ kind: 'filled', unknown: ['Size: 512x512'], changed: [] })
  expect(fill.offered.value).toBe(false)
  fill.undo()
  expect([values.value.prompt, fill.note.value]).toEqual([text, null])
  // Only once.
  values.value = base
  fill.undo()
  expect(values.value).toBe(base)
})

test('what a picture has out of range is brought into it and named; a seed that cannot be kept is named and left to chance', async () => {
  const { fill, values } = open()
  values.value = { ...base, prompt: 'x\nSteps: 400, Sampler: Euler, CFG scale: 45, Seed: 18446744073709551615, Variation seed: 9007199254740993, Variation seed strength: 2' }
  await fill.fromPrompt()
  expect(values.value).toMatchObject({ steps: 150, guidance: 30, seed: null, variationStrength: 1 })
  expect(fill.note.value).toEqual({
    kind: 'filled',
    unknown: ['Seed: 18446744073709551615', 'Variation seed: 9007199254740993'],
    changed: [{ id: 'steps', from: 400, to: 150 }, { id: 'guidance', from: 45, to: 30 }, { id: 'variationStrength', from: 2, to: 1 }],
  })
  values.value = { ...base, prompt: 'x\nSteps: 7.5, Sampler: Euler, CFG scale: 0, Seed: -1' }
  await fill.fromPrompt()
  expect(values.value.seed).toBeNull()
  expect(fill.note.value).toEqual({ kind: 'filled', unknown: [], changed: [{ id: 'steps', from: 7.5, to: 8 }, { id: 'guidance', from: 0, to: 1 }] })
})

test('filling from a picture file', async () => {
  const { fill, values } = open()
  await fill.fromPicture(new Blob([png]))
  expect(fill.note.value).toEqual({ kind: 'no-settings' })
  await fill.fromPicture(new Blob([new Uint8Array([1, 2, 3])]))
  expect(fill.note.value).toEqual({ kind: 'no-picture' })
  await fill.fromPicture(new Blob())
  expect(fill.note.value).toEqual({ kind: 'no-picture' })
  expect(values.value).toBe(base)
  await fill.fromPicture(new Blob([withPngText(png, 'parameters', '房子\nSteps: 8, Sampler: Euler, Seed: 3')]))
  expect(values.value).toMatchObject({ prompt: '房子', negative: '', seed: 3 })
  await fill.fromPicture(new Blob([jpegWith('塔\nSteps: 9, Sampler: Euler, Seed: 4')]))
  expect(values.value).toMatchObject({ prompt: '塔', steps: 9, seed: 4 })
})

test('of what is no picture or too large only the first bytes are read, and what cannot be read is told', async () => {
  const { fill } = open()
  const read: number[] = []
  const watched = (bytes: Uint8Array<ArrayBuffer>, size: number): Blob => Object.defineProperty(Object.assign(new Blob([bytes]), {
    arrayBuffer: () => Promise.reject(new Error('the whole file was read')),
    slice(start: number, end: number) {
      read.push(end - start)
      return new Blob([bytes.subarray(start, end)])
    },
  }), 'size', { value: size })
  await fill.fromPicture(watched(new Uint8Array(64), 8e9))
  expect(fill.note.value).toEqual({ kind: 'no-picture' })
  await fill.fromPicture(watched(png, 300 * 1024 * 1024))
  expect(fill.note.value).toEqual({ kind: 'too-large' })
  expect(read).toEqual([12, 12])
  await fill.fromPicture(watched(png, png.length))
  expect(fill.note.value).toEqual({ kind: 'unreadable' })
})

test('code that does not come is told, and is no rejection', async () => {
  const { fill } = open()
  vi.resetModules()
  vi.doMock('./read-fill', () => { throw new Error('not fetched') })
  await fill.fromPicture(new Blob([png]))
  vi.doUnmock('./read-fill')
  expect(fill.note.value).toEqual({ kind: 'not-fetched' })
})

test('looking at pictures of the visit can be taken back to what was in the form before the first of them', () => {
  const { fill, values } = open()
  fill.take(base)
  expect(fill.note.value).toBeNull()
  fill.take({ ...base, prompt: 'one' })
  fill.take({ ...base, prompt: 'two' })
  expect([values.value.prompt, fill.note.value]).toEqual(['two', { kind: 'filled', unknown: [], changed: [] }])
  fill.undo()
  expect([values.value, fill.note.value]).toEqual([base, null])
})

test('an edit after that is the form’s own, and nothing older comes back', () => {
  const { fill, values, edit } = open()
  fill.take({ ...base, prompt: 'one' })
  edit('mine')
  expect(fill.note.value).toBeNull()
  fill.take({ ...base, prompt: 'two' })
  fill.undo()
  expect(values.value.prompt).toBe('mine')
})
