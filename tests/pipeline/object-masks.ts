// Where the objects of a generated picture are, told by their colours: what an attention map is held against.
import type { Rgb } from '../../src/core/pictograms/vocabulary'

export interface Picture {
  /** [height][width][4] */
  rgba: ArrayLike<number>
  width: number
  height: number
}

/**
 * For each colour, the cells of `cell`×`cell` pixels that its object covers by half: a pixel belongs to the nearest of these colours and
 * the background, which is the most usual colour of the picture's edge.
 */
export function objectMasks({ rgba, width, height }: Picture, colours: readonly Rgb[], cell: number): Uint8Array[] {
  const columns = width / cell
  const covered = colours.map(() => new Uint16Array((columns * height) / cell))
  const choices = [...colours, backgroundOf({ rgba, width, height })]
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const nearest = nearestTo(colourAt(rgba, y * width + x), choices)
      const cells = covered[nearest]
      const place = Math.floor(y / cell) * columns + Math.floor(x / cell)
      if (cells) cells[place] = cells[place]! + 1
    }
  }
  return covered.map((cells) => Uint8Array.from(cells, (pixels) => (pixels * 2 >= cell * cell ? 1 : 0)))
}

/** Overlap of two masks over their union; 0 where both are empty. */
export function intersectionOverUnion(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let both = 0, either = 0
  for (let i = 0; i < a.length; i++) {
    if (a[i] && b[i]) both++
    if (a[i] || b[i]) either++
  }
  return either === 0 ? 0 : both / either
}

/** Channel by channel the median along the edge. */
function backgroundOf({ rgba, width, height }: Picture): Rgb {
  const edge: number[] = []
  for (let x = 0; x < width; x++) edge.push(x, (height - 1) * width + x)
  for (let y = 0; y < height; y++) edge.push(y * width, y * width + width - 1)
  const median = (channel: 0 | 1 | 2) => edge.map((pixel) => colourAt(rgba, pixel)[channel]).toSorted((a, b) => a - b)[edge.length / 2]!
  return [median(0), median(1), median(2)]
}

function colourAt(rgba: ArrayLike<number>, pixel: number): Rgb {
  return [rgba[pixel * 4]!, rgba[pixel * 4 + 1]!, rgba[pixel * 4 + 2]!]
}

function nearestTo([red, green, blue]: Rgb, choices: readonly Rgb[]): number {
  const distances = choices.map(([r, g, b]) => (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2)
  return distances.indexOf(Math.min(...distances))
}
