// What a model's parts need, as long as its graphs are not here to be asked: weights are its files, and what lives while a part runs
// follows from the family it belongs to and the picture's size. Counted on the published graphs by liveness; a graph may be
// exported better or worse than that.
import type { ModelGraph, ModelManifest, ModelPrecision } from '../manifest'
import type { MemoryPart, PartNeeds, Running } from './estimate'
import { lastMargin, tileCore } from './decoder-tiles'
import { tileAxis } from './tiles'

interface FamilyNumbers {
  /** Of the text encoder's widest tensors. */
  textWidth: number
  /** Elements alive in the UNet for one latent place and one prompt, attention scores aside. */
  unetPerPlace: number
  /** Attention scores of the UNet's widest layer: heads, and latent places to one of its own. */
  heads: number
  placesPerQuery: number
}

const families: [RegExp, FamilyNumbers][] = [
  [/^Stable Diffusion XL/, { textWidth: 5120, unetPerPlace: 4200, heads: 10, placesPerQuery: 4 }],
  [/^Stable Diffusion 2/, { textWidth: 4096, unetPerPlace: 6400, heads: 5, placesPerQuery: 1 }],
  [/^Stable Diffusion 1/, { textWidth: 3072, unetPerPlace: 6400, heads: 8, placesPerQuery: 1 }],
]
/** Networks of a few million weights, such as Pictograms. */
const miniature: FamilyNumbers = { textWidth: 768, unetPerPlace: 2400, heads: 4, placesPerQuery: 4 }

/** Elements alive in a decoder for one pixel, and of its largest tensor; in tiles, those kept of the whole between two doublings. */
const fullDecoder = { alive: 1600, largest: 256, between: 96, largestBetween: 64 }
const smallDecoder = { alive: 320, largest: 64, between: 20, largestBetween: 16 }
/** Weights of TAESD and its kin; the full decoder has a hundred megabytes, fifty in half precision. */
const smallDecoderBytes = 2e7

export function familyNeeds(manifest: ModelManifest, { id, graphs }: ModelPrecision, size: { width: number; height: number }): PartNeeds[] {
  const numbers = families.find(([name]) => name.test(manifest.family ?? ''))?.[1] ?? miniature
  const bytes = /f16|fp16|half/.test(id) ? 2 : 4 // of one element
  const weights = (graph: ModelGraph) => bytesOf(manifest, graph)
  const unpacked = (graph: ModelGraph) => (id.startsWith('q8') ? unpackedShare * weights(graph) : 0)
  const { factor } = manifest.latent
  const latent = { width: size.width / factor, height: size.height / factor }
  const text = (part: MemoryPart, graph: ModelGraph): PartNeeds => ({
    part,
    weightBytes: weights(graph),
    largestWeightBytes: Math.min(weights(graph), (numbers.textWidth / 4) * vocabulary * bytes),
    running: () => ({ activationBytes: unpacked(graph) + 12 * tokens * numbers.textWidth * bytes, largestBytes: tokens * numbers.textWidth * bytes }),
  })
  const decoderBytes = weights(graphs.vaeDecoder)
  const decoder = decoderBytes < smallDecoderBytes ? smallDecoder : fullDecoder
  return [
    text('text-encoder', graphs.textEncoder),
    ...(graphs.textEncoder2 ? [text('text-encoder-2', graphs.textEncoder2)] : []),
    {
      part: 'unet',
      weightBytes: weights(graphs.unet),
      largestWeightBytes: Math.min(weights(graphs.unet), weights(graphs.unet) / 40),
      running({ guidance }) {
        const { activationBytes, largestBytes } = times(unetOnce(numbers, latent, bytes), guidance === 'single' || manifest.defaults.guidance <= 1 ? 1 : 2)
        return { activationBytes: unpacked(graphs.unet) + activationBytes, largestBytes }
      },
    },
    {
      part: 'vae-decoder',
      weightBytes: decoderBytes,
      largestWeightBytes: decoderBytes / 10,
      running({ decoder: way }) {
        const side = (length: number) => (way === 'tiles' ? tileAxis(length, tileCore(length), lastMargin).window : length)
        const pixels = side(latent.width) * side(latent.height) * factor ** 2
        const whole = way === 'tiles' ? (size.width * size.height * float) / bytes : 0
        const scores = decoder === fullDecoder ? (latent.width * latent.height) ** 2 : 0 // of the attention in its middle
        return {
          activationBytes: unpacked(graphs.vaeDecoder) + (decoder.alive * pixels + decoder.between * whole + 2 * scores) * bytes,
          largestBytes: Math.max(decoder.largest * pixels, decoder.largestBetween * whole, scores) * bytes,
        }
      },
    },
  ]
}

/**
 * int8 weights become numbers of full size when they are used, one after the other, and the runtime keeps such buffers by size. Measured
 * on the shape of SD 1.5 in q8, where 2376 MB were taken and all the rest comes to 1345 (docs/performance.md).
 */
const unpackedShare = 0.95

/** Bytes of an element between two doublings, in tiles. */
const float = 4
const vocabulary = 49408
const tokens = 77

function unetOnce({ unetPerPlace, heads, placesPerQuery }: FamilyNumbers, { width, height }: { width: number; height: number }, bytes: number): Running {
  const places = width * height
  const scores = heads * (places / placesPerQuery) ** 2
  // Scores, and what softmax makes of them.
  return { activationBytes: (unetPerPlace * places + 2 * scores) * bytes, largestBytes: Math.max(scores, 0.4 * unetPerPlace * places) * bytes }
}

const times = ({ activationBytes, largestBytes }: Running, count: number): Running => ({ activationBytes: count * activationBytes, largestBytes: count * largestBytes })

function bytesOf({ files }: ModelManifest, { graph, externalData }: ModelGraph): number {
  const paths = [graph, ...Object.values(externalData)]
  return files.reduce((sum, { path, bytes }) => (paths.includes(path) ? sum + bytes : sum), 0)
}
