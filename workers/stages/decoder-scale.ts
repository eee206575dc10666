// What lies between model space and a decoder: the latent's scaling before it, the picture's range behind it.
import type { ModelLatent } from '../../src/core/manifest'
import type { LatentHome, Term } from '../latents/latent-home'

export interface DecoderScale<L> {
  /** The latent [4,h,w] as the decoder takes it. The caller frees it. */
  unscaled(x: L, height: number, width: number): L
  /** The decoder's picture in [-1,1]; takes `decoded` over. */
  inRange(decoded: L, pixels: number): L
}

export function decoderScale<L>(home: LatentHome<L>, { channels, scaling, shift = 0, range }: ModelLatent): DecoderScale<L> {
  /** weight·x + plus */
  const affine = (n: number, x: L, weight: number, plus: number): L => {
    const out = home.alloc(n)
    const terms: Term<L>[] = [{ weight, x }]
    const ones = plus === 0 ? null : home.upload(new Float32Array(n).fill(1))
    if (ones !== null) terms.push({ weight: plus, x: ones })
    home.linear(out, n, terms)
    if (ones !== null) home.free(ones)
    return out
  }
  return {
    unscaled: (x, height, width) => affine(channels * height * width, x, 1 / scaling, shift),
    inRange(decoded, pixels) {
      if (range !== 'unit') return decoded
      const picture = affine(pixels, decoded, 2, -1)
      home.free(decoded)
      return picture
    },
  }
}
