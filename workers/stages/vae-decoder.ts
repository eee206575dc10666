// A finished latent → the picture. [1,4,h,w] → [1,3,8h,8w] in [-1,1]
import type { ModelLatent } from '../../src/core/manifest'
import type { LatentHome, Term } from '../latents'
import { openGraph } from '../ort/session'
import type { GraphFiles, OrtContext } from '../ort/session'
import { floatInput, floatOutput, odd } from './graph-io'

export interface VaeDecoder<L> {
  /** Decodes model-space latent `x`; the picture stays where latents live. The caller frees it. */
  decode(x: L, height: number, width: number): Promise<L>
  release(): Promise<void>
}

/** Exporters name its one input and its one output differently: latent_sample, latent; sample, image. */
export async function openVaeDecoder<L>(context: OrtContext, files: GraphFiles, home: LatentHome<L>, latent: ModelLatent): Promise<VaeDecoder<L>> {
  const session = await openGraph(context, files, { inputs: [], outputs: [] })
  const [input, ...more] = session.inputs
  const [output] = session.outputs
  if (!input || !output || more.length > 0) throw odd(more[0]?.name ?? files.name, 'an input of the decoder')
  const { channels, factor, scaling, shift = 0, range } = latent
  /** out = weight·x + plus */
  const affine = (out: L, n: number, x: L, weight: number, plus: number) => {
    const terms: Term<L>[] = [{ weight, x }]
    const ones = plus === 0 ? null : home.upload(new Float32Array(n).fill(1))
    if (ones !== null) terms.push({ weight: plus, x: ones })
    home.linear(out, n, terms)
    if (ones !== null) home.free(ones)
  }
  return {
    async decode(x, height, width) {
      const length = channels * height * width
      const pixels = 3 * height * factor * width * factor
      const unscaled = home.alloc(length)
      const decoded = home.alloc(pixels)
      affine(unscaled, length, x, 1 / scaling, shift)
      const from = floatInput(home, input, unscaled, [1, channels, height, width])
      const to = floatOutput(home, output, decoded, [1, 3, height * factor, width * factor])
      from.transfer()
      await session.run({ [input.name]: from.tensor }, { [output.name]: to.tensor })
      to.transfer()
      from.free()
      to.free()
      home.free(unscaled)
      if (range !== 'unit') return decoded
      const picture = home.alloc(pixels)
      affine(picture, pixels, decoded, 2, -1)
      home.free(decoded)
      return picture
    },
    release: () => session.release(),
  }
}
