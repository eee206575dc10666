import { expect, test } from 'vitest'
import { afterEvents } from './after-events'

test('the answer waits until the last event was heard', async () => {
  const order: string[] = []
  let hear!: () => void
  const answer = afterEvents(
    (event: string) => {
      order.push(event)
      return new Promise<void>((resolve) => { hear = resolve })
    },
    async (listener) => {
      listener('first')
      listener('last')
      return 'answer'
    },
  ).then((value) => order.push(value))
  await new Promise((waited) => setTimeout(waited))
  expect(order).toEqual(['first', 'last'])
  hear()
  await answer
  expect(order).toEqual(['first', 'last', 'answer'])
})

test('no events, or one that the page failed at, do not stand in the way of the answer; a failure is the caller\'s', async () => {
  expect(await afterEvents(() => undefined, async () => 1)).toBe(1)
  expect(await afterEvents(() => Promise.reject(new Error('page')), async (listener) => { listener('step'); return 2 })).toBe(2)
  await expect(afterEvents(() => undefined, () => Promise.reject(new Error('run')))).rejects.toThrow('run')
})
