// One run of a graph that turns numbers where latents live into others there, in whatever precision the graph takes them.
import type { LatentHome } from '../latents/latent-home'
import type { OrtTensor } from '../ort/runtime'
import type { GraphSession, GraphTensor } from '../ort/session'
import { floatInput, floatOutput } from './graph-io'

export interface GraphEnd<L> { info: GraphTensor; x: L; dims: readonly number[] }

/** `to` is written; `feeds` are further inputs, `reads` outputs that come back to the CPU. */
export async function runGraph<L>(home: LatentHome<L>, session: GraphSession, from: GraphEnd<L>, to: GraphEnd<L>, feeds: Record<string, OrtTensor> = {}, reads: readonly string[] = []): Promise<Record<string, OrtTensor>> {
  const input = floatInput(home, from.info, from.x, from.dims)
  const output = floatOutput(home, to.info, to.x, to.dims)
  input.transfer()
  const read = await session.run({ [from.info.name]: input.tensor, ...feeds }, { [to.info.name]: output.tensor }, reads)
  output.transfer()
  input.free()
  output.free()
  return read
}
