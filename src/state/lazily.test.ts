import { expect, test } from 'vitest'
import { lazily } from './lazily'

test('what is loaded once stays; who asks meanwhile gets the same', async () => {
  let loads = 0
  const lazy = lazily(async () => ({ load: ++loads }))
  expect(lazy.now.value).toBeNull()
  const [a, b] = await Promise.all([lazy.open(), lazy.open()])
  expect([a === b, await lazy.open() === a, lazy.now.value === a, loads]).toEqual([true, true, true, 1])
})

test('a failed fetch is tried again', async () => {
  let loads = 0
  const lazy = lazily(async () => {
    if (++loads === 1) throw new Error('offline')
    return 'here'
  })
  await expect(lazy.open()).rejects.toThrow('offline')
  expect(lazy.now.value).toBeNull()
  expect(await lazy.open()).toBe('here')
})
