// What each sampler costs beside the network: the real loop around a network that answers at once.
import { samplers } from '../../src/core/samplers'
import { defaultValues, toRequest } from '../../src/core/request/form-values'
import type { Pipeline } from '../../workers/model/pipeline'
import { develop } from '../../workers/run/develop'

/** Milliseconds per step by sampler id: median over `steps` steps, guided, at the model's own size. */
export async function samplerTimes<L>({ home, manifest, ledger }: Pipeline<L>, steps: number): Promise<Record<string, number>> {
  const { latent } = manifest
  const still: Pipeline<L> = {
    manifest,
    home,
    ledger,
    painter: null,
    tokenizer: { length: manifest.tokenizer.maxLength, encode: () => new Int32Array(manifest.tokenizer.maxLength), tokens: () => [], measure: (text) => ({ text, tokens: 0, most: 0, read: 0 }) },
    prompts: {
      encode: async (prompts) => ({ rows: prompts, tokens: manifest.tokenizer.maxLength, states: home.alloc(4), width: manifest.textWidth, pooled: null, pooledWidth: 0, free() {} }),
      release: async () => {},
    },
    unet: {
      ready: async () => {},
      open({ channels, height, width }, _, rows) {
        const length = channels * height * width
        const [sample, prediction] = [home.alloc(rows.length * length), home.alloc(rows.length * length)]
        const predictions = rows.map((_row, place) => ({ x: prediction, offset: place * length }))
        return { sample, copies: rows.length, predictions, run: async () => {}, free: () => [sample, prediction].forEach((x) => home.free(x)) }
      },
      release: async () => {},
    },
    vaeDecoder: { decode: async (_, height, width) => home.alloc(3 * height * latent.factor * width * latent.factor), release: async () => {} },
  }
  const times: Record<string, number> = {}
  for (const { meta } of samplers) {
    const request = toRequest({ ...defaultValues(manifest), steps, sampler: meta.id, schedule: 'automatic' }, 1)
    const { timings } = await develop(still, request, { preview: 'none', keepSteps: false }, { onEvent() {}, checkpoint() {}, unseen: true })
    times[meta.id] = [...timings.stepMs].sort((a, b) => a - b)[Math.floor(timings.stepMs.length / 2)] ?? 0
  }
  return times
}
