// What `window.darkroom` rejects with: a program, which knows no keys, reads the sentence.
import { expect, test } from 'vitest'
import { EngineError } from '../core/errors/engine-error'
import { sayToPrograms, sayingToPrograms } from './say-to-programs'

test('an engine error says its English sentence with the numbers in, and keeps its code', async () => {
  const error = new EngineError('bad-request.steps', { steps: 200, max: 150 }, 'd')
  expect(await sayToPrograms(error)).toMatchObject({
    message: '200 steps cannot be run.', remedy: 'Choose a whole number from 1 to 150.', code: 'bad-request', key: 'bad-request.steps', params: { steps: 200, max: 150 }, detail: 'd',
  })
  const other = new TypeError('no')
  expect(await sayToPrograms(other)).toBe(other)
})

test('every call of an api is said, and what is no call or no promise is left alone', async () => {
  const api = sayingToPrograms({ version: 1, now: () => 2, twice: async (n: number) => 2 * n, fail: async () => { throw new EngineError('cancelled.run', {}) } })
  expect([api.version, api.now(), await api.twice(4)]).toEqual([1, 2, 8])
  await expect(api.fail()).rejects.toThrow('Cancelled.')
})
