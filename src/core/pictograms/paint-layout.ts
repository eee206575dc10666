// Paints a layout as tools/draw.py does, drawn at twice the size and averaged down; and the true mask of every object in it.
// `scale` 1 is the 128×128 of the model; 2, 3, ... the same picture with finer edges, for showing it large.
import { pictureSide } from './layout'
import type { Layout, PlacedObject } from './layout'
import { packed, paletteOf, plainPalette } from './palette'
import type { Palette } from './palette'
import { fillEllipse, fillPolygon, fillRectangle, newGrid } from './raster'
import type { Grid } from './raster'
import { shapes } from './shapes'
import type { Point, Primitive } from './shapes'
import { fillThickLine } from './thick-line'

/** Samples per pixel, along each axis. */
const samples = 2
const outlineWidth = 4
/** An ellipse is a polygon of so many corners at scale 1, and as many times more as it is larger. Turning it is then no special case. */
const ellipseCorners = 40
/** Pixels to a side of one square of the pixel style. */
const pixelBlock = 4
const sunset = [[112, 62, 132], [206, 84, 120], [246, 132, 92], [252, 190, 96]] as const

/** -> RGBA [128·scale, 128·scale, 4] */
export function paintLayout(layout: Layout, scale = 1): Uint8ClampedArray<ArrayBuffer> {
  const grid = newGrid(pictureSide * samples * scale)
  const unit = samples * scale
  paintBackground(grid, layout.background, unit)
  for (const placed of layout.objects) paintObject(grid, placed, layout.style, paletteOf(placed.colour), unit)
  return rgbaOf(layout.style === 'pixel' ? blocky(grid, pixelBlock * unit, samples) : averaged(grid, samples))
}

/** -> one [128·scale, 128·scale] per object, 255 where it covers the pixel; what lies behind another object counts too. */
export function objectMasks(layout: Layout, scale = 1): Uint8Array<ArrayBuffer>[] {
  return layout.objects.map((placed) => {
    const grid = newGrid(pictureSide * samples * scale)
    paintObject(grid, placed, layout.style, plainPalette(255), samples * scale)
    return Uint8Array.from(averaged(grid, samples).ink)
  })
}

/** unit: samples per picture pixel, along each axis. */
function paintBackground(grid: Grid, { name, colour, horizon, stars }: Layout['background'], unit: number): void {
  const band = (top: number, bottom: number, paint: number) => fillRectangle(grid, 0, top * unit, grid.side, bottom * unit, paint)
  band(0, pictureSide, packed(colour))
  if (name === 'night') {
    for (const [x, y, r] of stars) fillEllipse(grid, (x - r) * unit, (y - r) * unit, (x + r) * unit, (y + r) * unit, packed([250, 240, 190]))
  } else if (name === 'sea') {
    band(horizon, pictureSide, packed([36, 110, 190]))
    band(horizon + 18, horizon + 22, packed([90, 160, 220]))
  } else if (name === 'grass') {
    band(horizon, pictureSide, packed([104, 186, 84]))
  } else if (name === 'sunset') {
    sunset.forEach((paint, k) => band(32 * k, 32 * (k + 1), packed(paint)))
  }
}

function paintObject(grid: Grid, { name, cx, cy, radius, angle }: PlacedObject, style: Layout['style'], palette: Palette, unit: number): void {
  const [c, s] = [radius * Math.cos(angle) * unit, radius * Math.sin(angle) * unit]
  const place = ([x, y]: Point): Point => [cx * unit + x * c - y * s, cy * unit + x * s + y * c]
  for (const primitive of shapes[name]) {
    const { kind, role } = primitive
    const points = cornersOf(primitive, (ellipseCorners * unit) / samples).map(place)
    if (kind === 'stroke') {
      fillThickLine(grid, points, primitive.width * radius * unit, palette[role])
    } else if (style === 'outline' && (role === 'main' || role === 'dark' || role === 'light')) {
      fillPolygon(grid, points, palette.white)
      // Past the first corner once more, so that it is as round as the others.
      fillThickLine(grid, [...points, ...points.slice(0, 2)], outlineWidth * unit, palette.main)
    } else {
      fillPolygon(grid, points, palette[role])
    }
  }
}

function cornersOf(primitive: Primitive, count: number): Point[] {
  if (primitive.kind !== 'ellipse') return primitive.points
  const { centre: [x, y], rx, ry } = primitive
  return Array.from({ length: count }, (_, k) => {
    const angle = (2 * Math.PI * k) / count
    return [x + rx * Math.cos(angle), y + ry * Math.sin(angle)]
  })
}

/** The mean of every block of n×n colours. */
function averaged({ side, ink }: Grid, n: number): Grid {
  const small = newGrid(side / n)
  const count = n * n
  for (let i = 0; i < small.ink.length; i++) {
    const start = Math.floor(i / small.side) * n * side + (i % small.side) * n
    let red = 0, green = 0, blue = 0
    for (let row = start; row < start + n * side; row += side) {
      for (let at = row; at < row + n; at++) {
        const colour = ink[at]!
        red += colour >> 16
        green += (colour >> 8) & 255
        blue += colour & 255
      }
    }
    small.ink[i] = (Math.round(red / count) << 16) | (Math.round(green / count) << 8) | Math.round(blue / count)
  }
  return small
}

/** Squares of `block` samples, each in the paint that covers most of it (the darkest in a tie); n×n samples make a pixel. */
function blocky({ side, ink }: Grid, block: number, n: number): Grid {
  const squares = side / block
  const paints = Array.from({ length: squares * squares }, (_, k) => {
    const start = Math.floor(k / squares) * block * side + (k % squares) * block
    const counts = new Map<number, number>()
    for (let row = start; row < start + block * side; row += side) {
      for (let at = row; at < row + block; at++) counts.set(ink[at]!, (counts.get(ink[at]!) ?? 0) + 1)
    }
    return [...counts].reduce((best, one) => (one[1] > best[1] || (one[1] === best[1] && one[0] < best[0]) ? one : best))[0]
  })
  const result = newGrid(side / n)
  const pixels = block / n
  for (let i = 0; i < result.ink.length; i++) {
    result.ink[i] = paints[Math.floor(i / result.side / pixels) * squares + Math.floor((i % result.side) / pixels)]!
  }
  return result
}

function rgbaOf({ ink }: Grid): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(4 * ink.length)
  for (let i = 0; i < ink.length; i++) {
    const colour = ink[i]!
    rgba[4 * i] = colour >> 16
    rgba[4 * i + 1] = (colour >> 8) & 255
    rgba[4 * i + 2] = colour & 255
    rgba[4 * i + 3] = 255
  }
  return rgba
}
