import { expect, test } from 'vitest'
import { createSerialQueue } from './queue'

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

test('jobs run in order and never overlap', async () => {
  const queue = createSerialQueue()
  const log: string[] = []
  const job = (name: string, ms: number) => () => {
    log.push(`${name}+`)
    return sleep(ms).then(() => void log.push(`${name}-`))
  }
  await Promise.all([queue(job('a', 15)), queue(job('b', 1)), queue(job('c', 5))])
  expect(log).toEqual(['a+', 'a-', 'b+', 'b-', 'c+', 'c-'])
})

test('a failed job rejects alone', async () => {
  const queue = createSerialQueue()
  const bad = queue(() => Promise.reject(new Error('bad')))
  const good = queue(() => Promise.resolve('good'))
  await expect(bad).rejects.toThrow('bad')
  await expect(good).resolves.toBe('good')
})
