import { signal } from '@preact/signals'
import { expect, test } from 'vitest'
import { withPngText } from '../core/png'
import { base as plain, known } from '../core/request/test-values'
import { createFillForm } from './fill-form'

const base = { ...plain, prompt: 'old', negative: 'old', seed: 5 }
const png = Uint8Array.from([137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 0, 73, 69, 78, 68, 174, 66, 96, 130])

function open(values = signal(base)) {
  const fill = createFillForm({ values, known: () => known, clamp: (wanted) => ({ ...wanted, width: Math.min(wanted.width, 256), height: Math.min(wanted.height, 256) }) })
  return { fill, values }
}

test('filling from the prompt, and taking it back; a size that cannot be had stays the form’s and is named', () => {
  const { fill, values } = open()
  const text = 'a house\nSteps: 8, Sampler: Euler, Seed: 3, Size: 512x512'
  expect(fill.offered.value).toBe(false)
  values.value = { ...base, prompt: text }
  expect(fill.offered.value).toBe(true)
  fill.fromPrompt()
  expect(values.value).toMatchObject({ prompt: 'a house', steps: 8, seed: 3, width: 128, height: 128 })
  expect(fill.note.value).toEqual({ kind: 'filled', unknown: ['Size: 512x512'] })
  expect(fill.offered.value).toBe(false)
  fill.undo()
  expect([values.value.prompt, fill.note.value]).toEqual([text, null])
  // Only once.
  values.value = base
  fill.undo()
  expect(values.value).toBe(base)
})

test('filling from a PNG', async () => {
  const { fill, values } = open()
  await fill.fromPng(png)
  expect(fill.note.value).toEqual({ kind: 'no-settings' })
  await fill.fromPng(new Uint8Array([1, 2, 3]))
  expect(fill.note.value).toEqual({ kind: 'no-png' })
  expect(values.value).toBe(base)
  await fill.fromPng(withPngText(png, 'parameters', '房子\nSteps: 8, Sampler: Euler, Seed: 3'))
  expect(values.value).toMatchObject({ prompt: '房子', negative: '', seed: 3 })
})
