// A finished latent → the picture, in tiles: a fraction of the memory for some more time. What is of the latent's own size is made
// whole; behind it every doubling runs tile by tile (tiled-stage.ts).
import { tileCore } from '../../src/core/memory/decoder-tiles'
import type { ModelLatent } from '../../src/core/manifest'
import type { LatentHome } from '../latents/latent-home'
import { readModel } from '../onnx/read-model'
import { statisticsOutput } from '../onnx/shared-norms'
import { tileableDecoder } from '../onnx/tileable-decoder'
import { writeModel } from '../onnx/write-model'
import { openGraph } from '../ort/session'
import type { GraphFiles, GraphSession, OrtContext } from '../ort/session'
import { decoderScale } from './decoder-scale'
import { runGraph } from './run-graph'
import { runTiledStage } from './tiled-stage'
import { openVaeDecoder } from './vae-decoder'
import type { VaeDecoder } from './vae-decoder'

/** Like openVaeDecoder; `core` = latent pixels of a tile's own on a side of so many. A decoder that cannot run in tiles (fixed sizes, an unknown norm) runs whole. */
export async function openTiledDecoder<L>(context: OrtContext, files: GraphFiles, home: LatentHome<L>, latent: ModelLatent, core: (length: number) => number = tileCore): Promise<VaeDecoder<L>> {
  const parts = tileableDecoder(await readModel(files.graph))
  const lastZoom = parts ? latent.factor / 2 ** (parts.stages.length - 1) : 0
  if (!parts || !Number.isInteger(lastZoom)) return openVaeDecoder(context, files, home, latent)
  const first = parts.stages[0]!
  const head = await openGraph(context, { ...files, graph: writeModel(parts.head) }, { inputs: [], outputs: [first.features] })
  const sessions: GraphSession[] = []
  for (const { model, features, groups } of parts.stages) {
    // Sizes that the manifest fixes are the whole picture's: no session options here.
    const stageFiles = { name: files.name, graph: writeModel(model), externalData: files.externalData }
    sessions.push(await openGraph(context, stageFiles, { inputs: [features], outputs: groups > 0 ? [statisticsOutput] : [] }))
  }
  const scale = decoderScale(home, latent)

  const makeFeatures = async (x: L, height: number, width: number): Promise<L> => {
    const unscaled = scale.unscaled(x, height, width)
    const made = home.alloc(first.channels * height * width)
    await runGraph(home, head, { info: head.inputs[0]!, x: unscaled, dims: [1, latent.channels, height, width] }, { info: head.outputs[0]!, x: made, dims: [1, first.channels, height, width] })
    home.free(unscaled)
    return made
  }

  return {
    async decode(x, height, width) {
      let features = await makeFeatures(x, height, width)
      for (const [k, stage] of parts.stages.entries()) {
        const grown = 2 ** k
        const next = parts.stages[k + 1]
        const made = await runTiledStage(context, sessions[k]!, stage, home, features, {
          height: height * grown, width: width * grown, zoom: next ? 2 : lastZoom, channelsOut: next?.channels ?? 3,
          core: (length) => core(length / grown) * grown, fades: next === undefined,
        })
        home.free(features)
        features = made
      }
      return scale.inRange(features, 3 * height * width * latent.factor ** 2)
    },
    async release() {
      for (const session of [head, ...sessions]) await session.release()
    },
  }
}
