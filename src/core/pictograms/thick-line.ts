// A round polyline of some width on the grid: a bar for every segment, a disc at every corner and at both ends.
import { fillEllipse, fillPolygon } from './raster'
import type { Grid } from './raster'
import type { Point } from './shapes'

export function fillThickLine(grid: Grid, points: readonly Point[], width: number, ink: number): void {
  // Whole samples, as the Python painter has it: 6.4 is drawn 6 wide.
  const samples = Math.max(1, Math.round(width))
  for (let i = 0; i + 1 < points.length; i++) fillBar(grid, points[i]!, points[i + 1]!, samples, ink)
  if (samples > 4) for (const corner of points.slice(1, -1)) fillDisc(grid, corner, samples / 2 - 1, ink)
  fillDisc(grid, points[0]!, width / 2, ink)
  fillDisc(grid, points.at(-1)!, width / 2, ink)
}

/** A polygon owns its border, so the bar is `width` samples wide when its two sides lie `width` - 1 apart. */
function fillBar(grid: Grid, from: Point, to: Point, width: number, ink: number): void {
  const [x0, y0, x1, y1] = [Math.trunc(from[0]), Math.trunc(from[1]), Math.trunc(to[0]), Math.trunc(to[1])]
  const length = Math.hypot(x1 - x0, y1 - y0)
  if (length === 0) return
  // An even width has no middle sample: the right and the lower side get the odd one.
  const near = Math.floor((width - 1) / 2) / length
  const far = Math.ceil((width - 1) / 2) / length
  const [left, right] = [roundToZero(near * (y1 - y0)), roundToZero(far * (y1 - y0))]
  const [up, down] = [roundToZero(near * (x1 - x0)), roundToZero(far * (x1 - x0))]
  fillPolygon(grid, [[x0 - left, y0 + down], [x1 - left, y1 + down], [x1 + right, y1 - up], [x0 + right, y0 - up]], ink)
}

function fillDisc(grid: Grid, [x, y]: Point, radius: number, ink: number): void {
  fillEllipse(grid, x - radius, y - radius, x + radius, y + radius, ink)
}

/** The nearest whole number; of two the one nearer to zero. */
function roundToZero(value: number): number {
  return Math.sign(value) * Math.ceil(Math.abs(value) - 0.5)
}
