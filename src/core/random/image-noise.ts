// The noise of a batch of pictures as each tool draws it: who shares a generator with whom, and which seed each gets.
// AUTOMATIC1111 modules/rng.py (ImageRNG); diffusers utils/torch_utils.py (randn_tensor); ComfyUI comfy/sample.py (prepare_noise).
import type { NoiseSource } from './noise-source'
import { philoxNv } from './philox-nv'
import { randnCpu } from './randn-cpu'
import { pasteCentred } from './seed-resize'
import { variationNoise } from './variation'

export interface SeedSettings {
  tool: 'a1111' | 'diffusers' | 'comfyui'
  /** Whose numbers: torch's CPU generator, or an NVIDIA GPU's. */
  rng: 'cpu' | 'nv'
  seed: number
  /** Pictures in the batch. */
  count: number
  /** One latent, [C,H,W]. */
  shape: readonly [channels: number, height: number, width: number]
  /** A1111 only, below. Second seed and how far to go towards it. */
  variation?: { seed: number; strength: number }
  /** Latent size the seed was found at. */
  resizeFrom?: { height: number; width: number }
  /** Eta noise seed delta: added to the seed for every draw after the first. */
  laterSeedOffset?: number
}

/** Draws [count,C,H,W] each time; the first draw is the start noise. `n` must be that size. */
export function imageNoise(settings: SeedSettings): NoiseSource {
  const random = settings.rng === 'nv' ? philoxNv : randnCpu
  if (settings.tool === 'a1111') return perImage(settings, random)
  const length = latentLength(settings) * settings.count
  const first = random(settings.seed)
  // ComfyUI's step noise has a generator of its own, with the next seed so that it differs from the start noise.
  const later = settings.tool === 'comfyui' ? random(settings.seed + 1) : first
  let drawn = false
  return {
    next() {
      const source = drawn ? later : first
      drawn = true
      return source.next(length)
    },
  }
}

/** A1111: every picture has its own generator, so picture k of a batch is picture 0 of seed + k. */
function perImage(settings: SeedSettings, random: (seed: number) => NoiseSource): NoiseSource {
  const { seed, count, variation, laterSeedOffset = 0 } = settings
  const varies = variation !== undefined && variation.strength !== 0
  const images = Array.from({ length: count }, (_, k) => {
    const imageSeed = varies ? seed : seed + k
    const generator = random(imageSeed)
    const start = firstNoise(settings, random, imageSeed, varies ? variation.seed + k : null, generator)
    return { start, later: laterSeedOffset === 0 ? generator : random(imageSeed + laterSeedOffset) }
  })
  const length = latentLength(settings)
  let drawn = false
  return {
    next() {
      const out = new Float32Array(length * count)
      images.forEach(({ start, later }, k) => out.set(drawn ? later.next(length) : start, k * length))
      drawn = true
      return out
    },
  }
}

function firstNoise(
  { shape, variation, resizeFrom }: SeedSettings, random: (seed: number) => NoiseSource, seed: number, variationSeed: number | null, generator: NoiseSource,
): Float32Array {
  const [channels, height, width] = shape
  const resizes = resizeFrom !== undefined && (resizeFrom.height !== height || resizeFrom.width !== width)
  const from = resizes ? resizeFrom : { height, width }
  const length = channels * from.height * from.width
  // At another size the noise is drawn apart, and the picture's own generator draws the canvas it is pasted on.
  let noise = resizes ? random(seed).next(length) : generator.next(length)
  if (variationSeed !== null) noise = variationNoise(variation!.strength, noise, random(variationSeed).next(length), [channels, from.height, from.width])
  if (!resizes) return noise
  const canvas = generator.next(channels * height * width)
  pasteCentred(canvas, { height, width }, noise, from, channels)
  return canvas
}

function latentLength({ shape: [channels, height, width] }: SeedSettings): number {
  return channels * height * width
}
