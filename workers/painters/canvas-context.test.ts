// Is a canvas asked for its context once, however many models are loaded one after the other?
import { expect, test } from 'vitest'
import { context2d, contextGpu } from './canvas-context'
import { cpuPainter } from './cpu-painter'

/** A transferred canvas as Firefox has it: its context comes once. */
function transferred(): { canvas: OffscreenCanvas; asked: string[] } {
  const asked: string[] = []
  const getContext = (kind: string) => {
    asked.push(kind)
    if (asked.length > 1) throw new DOMException('Cannot update created context to different thread', 'InvalidStateError')
    return { kind }
  }
  return { canvas: { width: 1, height: 1, getContext } as unknown as OffscreenCanvas, asked }
}

test.each([['2d', context2d], ['webgpu', contextGpu]] as const)('the %s context comes from the canvas once', (kind, contextOf) => {
  const { canvas, asked } = transferred()
  const other = transferred()
  expect(contextOf(canvas)).toBe(contextOf(canvas))
  expect(contextOf(other.canvas)).not.toBe(contextOf(canvas))
  expect([asked, other.asked]).toEqual([[kind], [kind]])
})

test('a second model paints on the canvases of the first', () => {
  const canvases = { preview: transferred().canvas, strip: transferred().canvas }
  const map = { factors: [[1, 1, 1]], bias: [0, 0, 0] }
  cpuPainter(canvases, map).dispose()
  expect(() => cpuPainter(canvases, map)).not.toThrow()
})
