// A finished latent → the picture. [1,4,h,w] → [1,3,8h,8w] in [-1,1]
import type { ModelLatent } from '../../src/core/manifest'
import type { LatentHome } from '../latents/latent-home'
import { openGraph } from '../ort/session'
import type { GraphFiles, OrtContext } from '../ort/session'
import { decoderScale } from './decoder-scale'
import { odd } from './graph-io'
import { runGraph } from './run-graph'

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
  const { channels, factor } = latent
  const scale = decoderScale(home, latent)
  return {
    async decode(x, height, width) {
      const pixels = 3 * height * factor * width * factor
      const unscaled = scale.unscaled(x, height, width)
      const decoded = home.alloc(pixels)
      await runGraph(home, session, { info: input, x: unscaled, dims: [1, channels, height, width] }, { info: output, x: decoded, dims: [1, 3, height * factor, width * factor] })
      home.free(unscaled)
      return scale.inRange(decoded, pixels)
    },
    release: () => session.release(),
  }
}
