import { expect, test } from 'vitest'
import { featherWeights, tileAxis } from './tiles'

const axes = [[64, 32, 8], [96, 32, 12], [17, 9, 4], [16, 8, 16], [5, 32, 8], [100, 32, 3]] as const

test.each(axes)('cores of %i by %i partition the whole, windows hold their halo and never leave it', (length, core, halo) => {
  const { window, spans } = tileAxis(length, core, halo)
  let at = 0
  for (const { start, coreStart, coreEnd } of spans) {
    expect(coreStart).toBe(at)
    expect(coreEnd - coreStart).toBeLessThanOrEqual(core)
    expect(start).toBeGreaterThanOrEqual(0)
    expect(start + window).toBeLessThanOrEqual(length)
    expect(start).toBeLessThanOrEqual(Math.max(0, coreStart - halo))
    expect(start + window).toBeGreaterThanOrEqual(Math.min(length, coreEnd + halo))
    at = coreEnd
  }
  expect(at).toBe(length)
})

test.each(axes)('tiles of %i by %i fade into each other without a seam', (length, core, halo) => {
  for (const [feather, scale] of [[0, 1], [Math.min(2, halo, core), 2], [Math.min(4, halo, core), 8]] as const) {
    const axis = tileAxis(length, core, halo)
    const sum = new Float32Array(length * scale)
    for (const [at, { start }] of axis.spans.entries()) {
      for (const [i, weight] of featherWeights(axis, at, feather, scale).entries()) {
        expect(weight).toBeGreaterThanOrEqual(-1e-6)
        sum[start * scale + i]! += weight
      }
    }
    expect(Math.max(...sum.map((value) => Math.abs(value - 1)))).toBeLessThan(1e-5)
  }
})
