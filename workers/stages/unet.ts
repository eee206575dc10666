// The network: a scaled latent, a timestep and text states → its prediction. [B,4,h,w] → [B,4,h,w]
import type { LatentHome } from '../latents'
import { openGraph } from '../ort/session'
import type { GraphFiles, OrtContext } from '../ort/session'
import type { OrtTensor } from '../ort/runtime'

/** The buffers of one run, made once per request: every step writes into the same ones. */
export interface UnetSlot<L> {
  /** [B,4,h,w], the network's input; filled by the caller. */
  sample: L
  /** [B,4,h,w], what run() leaves. */
  prediction: L
  run(timestep: number): Promise<void>
  free(): void
}

/** Outputs read after every run, for the x-ray UNet. */
export interface OutputReader {
  wants(output: string): boolean
  hear(outputs: Record<string, OrtTensor>): void
}

export interface Unet<L> {
  open(shape: { batch: number; channels: number; height: number; width: number; tokens: number; textWidth: number }, states: L, reader?: OutputReader | null): UnetSlot<L>
  release(): Promise<void>
}

/** `outputs` are those the graph must have besides its prediction. */
export async function openUnet<L>(context: OrtContext, files: GraphFiles, home: LatentHome<L>, outputs: string[] = []): Promise<Unet<L>> {
  const session = await openGraph(context, files, { inputs: ['sample', 'timestep', 'encoder_hidden_states'], outputs: ['out_sample', ...outputs] })
  return {
    open({ batch, channels, height, width, tokens, textWidth }, states, reader = null) {
      const dims = [batch, channels, height, width]
      const length = batch * channels * height * width
      const sample = home.alloc(length)
      const prediction = home.alloc(length)
      const timestepValue = home.alloc(1)
      const feeds: Record<string, OrtTensor> = {
        sample: home.tensor(sample, dims),
        timestep: home.tensor(timestepValue, [1]),
        encoder_hidden_states: home.tensor(states, [batch, tokens, textWidth]),
      }
      const reads = reader ? session.outputNames.filter((name) => reader.wants(name)) : []
      const fetches = { out_sample: home.tensor(prediction, dims) }
      return {
        sample,
        prediction,
        async run(timestep) {
          home.write(timestepValue, Float32Array.of(timestep))
          const read = await session.run(feeds, fetches, reads)
          reader?.hear(read)
        },
        free() {
          for (const x of [sample, prediction, timestepValue]) home.free(x)
        },
      }
    },
    release: () => session.release(),
  }
}
