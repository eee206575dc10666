// A part of storms.long.test.ts, of the same seeds.
import { expect, test } from 'vitest'
import { rage } from './storm'
import { storms } from './storms'

test.each(storms)('150 broken $name: a documented error or an answer, of bounded work and size', async (storm) => {
  expect(await rage(storm, 150)).toEqual([])
})
