// A grid of samples and three ways to fill it: rectangle, polygon, ellipse. Several samples make a pixel (paint-layout.ts).
// The conventions are those of the Python painter's library, where corners fall on samples and a figure owns its border:
// without them thin lines come out half as thick again, or gone.
import type { Point } from './shapes'

export interface Grid {
  side: number
  /** [side, side]: one packed colour per sample. */
  ink: Uint32Array
}

export function newGrid(side: number): Grid {
  return { side, ink: new Uint32Array(side * side) }
}

/** From x0, y0 up to but not including x1, y1. */
export function fillRectangle(grid: Grid, x0: number, y0: number, x1: number, y1: number, ink: number): void {
  for (let y = y0; y < y1; y++) fillSpan(grid, y, x0, x1 - 1, ink)
}

/** Inside and border of a polygon, by the even-odd rule. */
export function fillPolygon(grid: Grid, points: readonly Point[], ink: number): void {
  const corners = points.map(([x, y]): Point => [Math.trunc(x), Math.trunc(y)])
  const edges = corners.map(([x0, y0], i) => {
    const [x1, y1] = corners[(i + 1) % corners.length]!
    return y0 <= y1 ? { x0, y0, x1, y1 } : { x0: x1, y0: y1, x1: x0, y1: y0 }
  })
  for (const { x0, y0, x1, y1 } of edges) if (y0 === y1) fillSpan(grid, y0, Math.min(x0, x1), Math.max(x0, x1), ink)
  const top = Math.max(0, Math.min(...corners.map(([, y]) => y)))
  const bottom = Math.min(grid.side - 1, Math.max(...corners.map(([, y]) => y)))
  for (let y = top; y <= bottom; y++) {
    // A row through a corner belongs to what lies above it and to what lies below it.
    fillBetween(grid, y, edges.filter(({ y0, y1 }) => y0 <= y && y < y1).map(crossing(y)), ink)
    fillBetween(grid, y, edges.filter(({ y0, y1 }) => y0 < y && y <= y1).map(crossing(y)), ink)
  }
}

/** The ellipse that fills the samples of a box, both ends included. */
export function fillEllipse(grid: Grid, left: number, top: number, right: number, bottom: number, ink: number): void {
  const [x0, y0, x1, y1] = [Math.trunc(left), Math.trunc(top), Math.trunc(right), Math.trunc(bottom)]
  const [cx, cy] = [(x0 + x1) / 2, (y0 + y1) / 2]
  const [rx, ry] = [(x1 - x0 + 1) / 2, (y1 - y0 + 1) / 2]
  for (let y = y0; y <= y1; y++) {
    const half = rx * Math.sqrt(1 - ((y - cy) / ry) ** 2)
    fillSpan(grid, y, Math.ceil(cx - half), Math.floor(cx + half), ink)
  }
}

const crossing = (y: number) => ({ x0, y0, x1, y1 }: { x0: number; y0: number; x1: number; y1: number }): number => x0 + ((y - y0) * (x1 - x0)) / (y1 - y0)

/** Fills from every first to every second crossing, each rounded to the nearest sample, outwards when in doubt. */
function fillBetween(grid: Grid, y: number, crossings: number[], ink: number): void {
  crossings.sort((a, b) => a - b)
  for (let i = 0; i + 1 < crossings.length; i += 2) fillSpan(grid, y, Math.ceil(crossings[i]! - 0.5), Math.floor(crossings[i + 1]! + 0.5), ink)
}

/** Samples x0 to x1, both included, as far as they lie on the grid. */
function fillSpan({ side, ink: samples }: Grid, y: number, x0: number, x1: number, ink: number): void {
  if (y < 0 || y >= side || x1 < 0 || x0 >= side) return
  samples.fill(ink, y * side + Math.max(0, x0), y * side + Math.min(side - 1, x1) + 1)
}
