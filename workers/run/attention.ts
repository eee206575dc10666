// Notes what the x-ray UNet looks at: takes the prompt's half of its outputs after every call, tells after every step, averages
// over the run. The outputs' names are those of tools/export.py.
import { layerSize } from '../../src/core/attention'
import type { Attention, AttentionLayer, AttentionMaps, AttentionToken } from '../../src/core/attention'
import type { JobEvent } from '../../src/protocol/events'
import type { PictureResult, Show } from '../../src/protocol/jobs'
import type { OrtTensor } from '../ort/runtime'
import type { OutputReader } from '../stages/unet'

/** [B,77,h,w], over heads and full-size layers. */
export const tokensOutput = 'attention_tokens'
/** attention.<layer> [B,heads,places,77] */
const layerPrefix = 'attention.'

export interface AttentionRecorder extends OutputReader {
  /** What the step's last call looked at. */
  stepDone(step: number): JobEvent
  /** Over the steps so far. */
  mean(): Attention
}

export function recordAttention(detail: NonNullable<Show['attention']>, tokens: AttentionToken[]): AttentionRecorder {
  let latest: (AttentionMaps & { layers: AttentionLayer[] }) | null = null
  let sum: AttentionMaps | null = null
  let steps = 0
  return {
    wants: (output) => output === tokensOutput || (detail === 'heads' && output.startsWith(layerPrefix)),
    hear(outputs) {
      const { data, dims: [, , height, width] } = floats(outputs[tokensOutput]!)
      // The prompt comes first in the batch, and its padding after its tokens.
      const maps = data.slice(0, tokens.length * height! * width!)
      const size = { width: width!, height: height! }
      const layers = Object.entries(outputs).flatMap(([name, tensor]) => (name.startsWith(layerPrefix) ? [layerOf(name.slice(layerPrefix.length), tensor, size)] : []))
      latest = { ...size, maps, layers }
    },
    stepDone(step) {
      if (!latest) throw new Error('the network told nothing of its attention')
      const { layers, ...seen } = latest
      const total: AttentionMaps = sum ?? { ...seen, maps: new Float32Array(seen.maps.length) }
      for (const [i, value] of seen.maps.entries()) total.maps[i]! += value
      sum = total
      steps += 1
      return { type: 'attention', step, ...seen, ...(layers.length > 0 && { layers }) }
    },
    mean() {
      if (!sum) throw new Error('no step was taken')
      return { ...sum, tokens, maps: sum.maps.map((value) => value / steps) }
    },
  }
}

/** What may be handed over with what the engine sends, rather than copied. */
export function buffersOf(sent: JobEvent | PictureResult): (ArrayBufferLike | ImageBitmap)[] {
  if ('png' in sent) return sent.attention ? [sent.attention.maps.buffer] : []
  if (sent.type === 'step') return sent.picture ? [sent.picture] : []
  return sent.type === 'attention' ? [sent.maps.buffer, ...(sent.layers ?? []).map(({ values }) => values.buffer)] : []
}

function layerOf(name: string, tensor: OrtTensor, latent: { width: number; height: number }): AttentionLayer {
  const { data, dims: [, heads = 0, places = 0, tokens = 0] } = floats(tensor)
  return { name, heads, ...layerSize(latent, places), tokens, values: data.slice(0, heads * places * tokens) }
}

function floats({ data, dims }: OrtTensor): { data: Float32Array; dims: readonly number[] } {
  return { data: data as Float32Array, dims }
}
