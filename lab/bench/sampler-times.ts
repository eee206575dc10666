// What each sampler costs beside the network: the real loop around a network that answers at once.
import { samplers } from '../../src/core/samplers'
import type { GenerateRequest } from '../../src/protocol/engine-api'
import type { Pipeline } from '../../workers/model/pipeline'
import { denoiseLoop } from '../../workers/run/denoise-loop'

/** Milliseconds per step by sampler id: median over `steps` steps, guided, at the model's own size. */
export async function samplerTimes<L>({ home, manifest, ledger }: Pipeline<L>, steps: number): Promise<Record<string, number>> {
  const { size, latent, defaults } = manifest
  const still: Pipeline<L> = {
    manifest,
    home,
    ledger,
    painter: null,
    tokenizer: { length: manifest.tokenizer.maxLength, encode: () => new Int32Array(manifest.tokenizer.maxLength), tokens: () => [] },
    prompts: {
      encode: async (prompts) => ({ rows: prompts.length, tokens: manifest.tokenizer.maxLength, states: home.alloc(4), width: manifest.textWidth, pooled: null, pooledWidth: 0, free() {} }),
      release: async () => {},
    },
    unet: {
      ready: async () => {},
      open({ batch, channels, height, width }) {
        const length = channels * height * width
        const [sample, prediction] = [home.alloc(batch * length), home.alloc(batch * length)]
        const predictions = Array.from({ length: batch }, (_, row) => ({ x: prediction, offset: row * length }))
        return { sample, copies: batch, predictions, run: async () => {}, free: () => [sample, prediction].forEach((x) => home.free(x)) }
      },
      release: async () => {},
    },
    vaeDecoder: { decode: async (_, height, width) => home.alloc(3 * height * latent.factor * width * latent.factor), release: async () => {} },
  }
  const times: Record<string, number> = {}
  for (const { meta } of samplers) {
    const request: GenerateRequest = {
      prompt: '', negativePrompt: '', steps, guidance: defaults.guidance, sampler: meta.id, schedule: 'automatic', seed: 1, rng: 'cpu',
      width: size.width, height: size.height, preview: 'none',
    }
    const { frames, timings } = await denoiseLoop(still, request, { onEvent() {}, checkpoint() {} })
    for (const frame of frames) home.free(frame)
    times[meta.id] = [...timings.stepMs].sort((a, b) => a - b)[Math.floor(timings.stepMs.length / 2)] ?? 0
  }
  return times
}
