// How a picture is cut into overlapping tiles: windows of one size, cores that partition the whole, and the weights with which
// neighbours fade into each other. Along one axis; a tile is a pair of them.

export interface TileSpan {
  /** Of the window that is computed. */
  start: number
  /** The part of the whole that is this tile's own: the cores touch, and together they are everything. */
  coreStart: number
  coreEnd: number
}

export interface TileAxis {
  /** The same for every tile, so that the runtime makes its buffers once. */
  window: number
  spans: TileSpan[]
}

/** `halo` = how far outside its core a tile must look. Windows never leave the whole: at the border they move inwards. */
export function tileAxis(length: number, core: number, halo: number): TileAxis {
  const count = Math.max(1, Math.ceil(length / core))
  const edges = Array.from({ length: count + 1 }, (_, at) => Math.round((at * length) / count))
  const widest = Math.max(...edges.slice(1).map((edge, at) => edge - edges[at]!))
  const window = Math.min(length, widest + 2 * halo)
  return {
    window,
    spans: edges.slice(1).map((coreEnd, at) => {
      const coreStart = edges[at]!
      return { start: Math.min(Math.max(0, coreStart - halo), length - window), coreStart, coreEnd }
    }),
  }
}

/**
 * Weight of every place of tile `at`'s window, at `scale` places for one of the axis: 1 in the core, and from `feather` places before
 * its edge to as many behind it falling to 0. Over all tiles they sum to 1.
 */
export function featherWeights({ window, spans }: TileAxis, at: number, feather: number, scale: number): Float32Array {
  const { start, coreStart, coreEnd } = spans[at]!
  const weights = new Float32Array(window * scale)
  const band = feather * scale
  /** 0 well before the edge, 1 well behind it. */
  const rise = (place: number, edge: number) => (band === 0 ? Number(place >= edge) : Math.min(1, Math.max(0, (place + 0.5 - edge + band) / (2 * band))))
  for (let i = 0; i < weights.length; i++) {
    const place = start * scale + i
    const entered = at === 0 ? 1 : rise(place, coreStart * scale)
    const left = at === spans.length - 1 ? 0 : rise(place, coreEnd * scale)
    weights[i] = entered - left
  }
  return weights
}
