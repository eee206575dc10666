// A finished latent → the picture. [1,4,h,w] → [1,3,8h,8w] in [-1,1]
import type { LatentHome } from '../latents'
import { openGraph } from '../ort/session'
import type { GraphFiles, OrtContext } from '../ort/session'

export interface VaeDecoder<L> {
  /** Decodes model-space latent `x`; the picture stays where latents live. The caller frees it. */
  decode(x: L, height: number, width: number): Promise<L>
  release(): Promise<void>
}

export async function openVaeDecoder<L>(context: OrtContext, files: GraphFiles, home: LatentHome<L>, latent: { channels: number; factor: number; scaling: number }): Promise<VaeDecoder<L>> {
  const session = await openGraph(context, files, { inputs: ['latent_sample'], outputs: ['sample'] })
  const { channels, factor, scaling } = latent
  return {
    async decode(x, height, width) {
      const length = channels * height * width
      const unscaled = home.alloc(length)
      const picture = home.alloc(3 * height * factor * width * factor)
      home.linear(unscaled, length, [{ weight: 1 / scaling, x }])
      await session.run(
        { latent_sample: home.tensor(unscaled, [1, channels, height, width]) },
        { sample: home.tensor(picture, [1, 3, height * factor, width * factor]) },
      )
      home.free(unscaled)
      return picture
    },
    release: () => session.release(),
  }
}
