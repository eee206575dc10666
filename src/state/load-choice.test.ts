import { signal } from '@preact/signals'
import { expect, test } from 'vitest'
import type { MemoryWish } from '../protocol/memory'
import { loadChoice, readMemoryWish, sameChoice, sameMemory, wishWith, writeMemoryWish } from './load-choice'

test('a choice holds what is wished for and nothing else', () => {
  const precision = signal('')
  const memory = signal<MemoryWish>({})
  expect(loadChoice({ precision, memory })).toEqual({})
  precision.value = 'q8'
  expect(loadChoice({ precision, memory })).toEqual({ precision: 'q8' })
  memory.value = { parts: 'turns' }
  expect(loadChoice({ precision, memory })).toEqual({ precision: 'q8', memory: { parts: 'turns' } })
})

test('choices are the same when each of their answers is', () => {
  expect(sameMemory(undefined, {})).toBe(true)
  expect(sameMemory({ parts: 'turns', text: 'gpu' }, { text: 'gpu', parts: 'turns' })).toBe(true)
  expect(sameMemory({ parts: 'turns' }, { parts: 'together' })).toBe(false)
  expect(sameMemory({ decoder: 'tiles' }, {})).toBe(false)
  expect(sameChoice({ precision: 'q8', memory: {} }, { precision: 'q8' })).toBe(true)
  expect(sameChoice({ precision: 'q8' }, {})).toBe(false)
})

test('a wish comes back as it was kept; what is no answer is left out', () => {
  const wish = { parts: 'turns', text: 'wasm', guidance: 'single', decoder: 'tiles' } as const
  expect(readMemoryWish(writeMemoryWish(wish))).toEqual(wish)
  expect(writeMemoryWish({ decoder: 'tiles', parts: 'turns' })).toBe('parts=turns&decoder=tiles')
  expect(readMemoryWish('parts=sideways&text=wasm&colour=red')).toEqual({ text: 'wasm' })
  expect(readMemoryWish('')).toEqual({})
})

test('one answer changes and goes without the others', () => {
  expect(wishWith({ parts: 'turns' }, 'decoder', 'tiles')).toEqual({ parts: 'turns', decoder: 'tiles' })
  expect(wishWith({ parts: 'turns', decoder: 'tiles' }, 'parts', null)).toEqual({ decoder: 'tiles' })
  expect(wishWith({ parts: 'turns' }, 'parts', 'sideways')).toEqual({})
})
