// Does the x-ray show the truth? For "a red circle above a blue square", is each noun's attention where the picture has its object?
// Three pictures tell a broken graph, map or word from a right one; the number over fifty is in measured.json (tests/measured.test.ts).
import { expect, test } from 'vitest'
import { overlapBars, xrayOverlap } from './xray-overlap'

test('a noun’s map covers its object and not the other one', { timeout: 120_000 }, async () => {
  const { own, others } = await xrayOverlap(3)
  expect(own).toBeGreaterThanOrEqual(overlapBars.own)
  expect(others).toBeLessThanOrEqual(overlapBars.others)
})
