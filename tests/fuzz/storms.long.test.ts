// Whatever others give to be read, made wrong 5,000 times for each reader.
import { expect, test } from 'vitest'
import { rage } from './storm'
import { storms } from './storms'

test.each(storms)('5,000 broken $name: a documented error or an answer, of bounded work and size', { timeout: 600_000 }, async (storm) => {
  expect(await rage(storm, 5000)).toEqual([])
})
