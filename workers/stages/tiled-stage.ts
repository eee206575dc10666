// One doubling of a decoder, tile by tile: features of the whole picture in, the next features or the picture out. Where the stage
// has group norms, the tiles first agree on their statistics, in rounds: each norm hears better of those before it.
import { stageHalo } from '../../src/core/memory/decoder-tiles'
import { pooledStatistics } from '../../src/core/memory/pooled-statistics'
import { featherWeights, tileAxis } from '../../src/core/memory/tiles'
import type { TileAxis } from '../../src/core/memory/tiles'
import type { LatentHome } from '../latents/latent-home'
import type { TileableStage } from '../onnx/tileable-decoder'
import { knownInput, normsInput, shareInput, statisticsOutput } from '../onnx/shared-norms'
import type { GraphSession, OrtContext } from '../ort/session'
import { floatsOf, smallTensor } from './graph-io'
import { runGraph } from './run-graph'

export interface StageSizes {
  /** Of what goes in. */
  height: number
  width: number
  /** Pixels out for one in, to a side. */
  zoom: number
  channelsOut: number
  /** Pixels in of a tile's own, at most, to a side. */
  core: (length: number) => number
  /** The tiles fade into each other: for the picture. Features are cut off sharply, they are exact that far. */
  fades: boolean
}

/** After as many rounds as a stage has norms (seven in Stable Diffusion's) they agree to the last bit; after five, to 60 dB. */
const statisticsRounds = 5
/** Pixels in on either side of a border over which two tiles fade into each other. */
const feather = 2

/** One axis and which of its tiles. */
interface Place { axis: TileAxis; at: number }
interface Tile { row: Place; column: Place }

/** [1,channels,h,w] → [1,channelsOut,h·zoom,w·zoom]. The caller frees it, and `features`. */
export async function runTiledStage<L>(context: OrtContext, session: GraphSession, stage: TileableStage, home: LatentHome<L>, features: L, sizes: StageSizes): Promise<L> {
  const { height, width, zoom, channelsOut, core, fades } = sizes
  const tiles = placesOn(height, core).flatMap((row) => placesOn(width, core).map((column): Tile => ({ row, column })))
  const run = tileRunner(context, session, stage, home, features, sizes)
  let norms: Float32Array | null = null
  for (let round = 0; stage.groups > 0 && tiles.length > 1 && round < statisticsRounds; round++) {
    const parts: { area: number; statistics: Float32Array }[] = []
    for (const tile of tiles) {
      const { out, statistics } = await run(tile, norms)
      home.free(out)
      parts.push({ area: areaOf(tile), statistics })
    }
    norms = pooledStatistics(parts)
  }
  const whole = home.upload(new Float32Array(channelsOut * height * zoom * width * zoom))
  for (const tile of tiles) {
    const { out } = await run(tile, norms)
    if (fades) layFading(home, out, whole, tile, sizes)
    else layCore(home, out, whole, tile, sizes)
    home.free(out)
  }
  return whole
}

/** Runs one tile; null = each norm takes the tile's own statistics. */
function tileRunner<L>({ ort }: OrtContext, session: GraphSession, { features: name, channels, groups }: TileableStage, home: LatentHome<L>, features: L, { height, width, zoom, channelsOut }: StageSizes) {
  const inputOf = (wanted: string) => session.inputs.find((input) => input.name === wanted)!
  const output = session.outputs.find((candidate) => candidate.name !== statisticsOutput)!
  return async ({ row, column }: Tile, norms: Float32Array | null): Promise<{ out: L; statistics: Float32Array }> => {
    const [rows, columns, down, across] = [row.axis.window, column.axis.window, spanOf(row), spanOf(column)]
    const cut = home.alloc(channels * rows * columns)
    const out = home.alloc(channelsOut * rows * zoom * columns * zoom)
    home.paste({
      planes: channels, width: columns, height: rows,
      from: { x: features, planeWidth: width, planeHeight: height, left: across.start, top: down.start },
      to: { x: cut, planeWidth: columns, planeHeight: rows, left: 0, top: 0 },
    })
    const share = [down.coreStart - down.start, across.coreStart - across.start, down.coreEnd - down.start, across.coreEnd - across.start]
    const shared = groups === 0 ? {} : {
      [shareInput]: smallTensor(ort, inputOf(shareInput), share, [4]),
      [normsInput]: new ort.Tensor('float32', norms ?? new Float32Array(2 * groups), [2, groups]),
      [knownInput]: new ort.Tensor('float32', Float32Array.of(norms ? 1 : 0), [1]),
    }
    const from = { info: inputOf(name), x: cut, dims: [1, channels, rows, columns] }
    const to = { info: output, x: out, dims: [1, channelsOut, rows * zoom, columns * zoom] }
    const read = await runGraph(home, session, from, to, shared, groups === 0 ? [] : [statisticsOutput])
    home.free(cut)
    return { out, statistics: groups === 0 ? new Float32Array(0) : floatsOf(read[statisticsOutput]!).slice() }
  }
}

function layCore<L>(home: LatentHome<L>, out: L, whole: L, { row, column }: Tile, { height, width, zoom, channelsOut }: StageSizes): void {
  const [down, across] = [spanOf(row), spanOf(column)]
  home.paste({
    planes: channelsOut, width: (across.coreEnd - across.coreStart) * zoom, height: (down.coreEnd - down.coreStart) * zoom,
    from: { x: out, planeWidth: column.axis.window * zoom, planeHeight: row.axis.window * zoom, left: (across.coreStart - across.start) * zoom, top: (down.coreStart - down.start) * zoom },
    to: { x: whole, planeWidth: width * zoom, planeHeight: height * zoom, left: across.coreStart * zoom, top: down.coreStart * zoom },
  })
}

function layFading<L>(home: LatentHome<L>, out: L, whole: L, { row, column }: Tile, { height, width, zoom, channelsOut }: StageSizes): void {
  const rows = home.upload(featherWeights(row.axis, row.at, feather, zoom))
  const columns = home.upload(featherWeights(column.axis, column.at, feather, zoom))
  const [tileHeight, tileWidth] = [row.axis.window * zoom, column.axis.window * zoom]
  home.paste({
    planes: channelsOut, width: tileWidth, height: tileHeight, weights: { rows, columns },
    from: { x: out, planeWidth: tileWidth, planeHeight: tileHeight, left: 0, top: 0 },
    to: { x: whole, planeWidth: width * zoom, planeHeight: height * zoom, left: spanOf(column).start * zoom, top: spanOf(row).start * zoom },
  })
  home.free(rows)
  home.free(columns)
}

const spanOf = ({ axis, at }: Place) => axis.spans[at]!

function placesOn(length: number, core: (length: number) => number): Place[] {
  const axis = tileAxis(length, core(length), stageHalo)
  return axis.spans.map((_, at) => ({ axis, at }))
}

function areaOf({ row, column }: Tile): number {
  const [down, across] = [spanOf(row), spanOf(column)]
  return (down.coreEnd - down.coreStart) * (across.coreEnd - across.coreStart)
}
