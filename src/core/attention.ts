// What the x-ray UNet tells: how strongly each place of the picture looked at each piece of the prompt.
import type { TokenSpan } from './token-spans'

/** One token as the text encoder got it; the marks at the beginning and the end cover no characters. */
export interface AttentionToken extends TokenSpan {
  /** As the tokenizer spells it. */
  text: string
}

/** Averaged over heads, over the layers at full latent size, and over whatever made it. */
export interface AttentionMaps {
  /** Of the latent. */
  width: number
  height: number
  /** [tokens, height, width]; over all tokens, padding included, a place sums to 1. */
  maps: Float32Array
}

/** A run's maps, averaged over its steps. */
export interface Attention extends AttentionMaps {
  tokens: AttentionToken[]
}

/** The raw probabilities of one cross-attention layer. */
export interface AttentionLayer {
  /** Where it sits: down0 … middle … up2_1. */
  name: string
  heads: number
  /** Its own size, the latent's or a halved one. */
  width: number
  height: number
  /** Padding included. */
  tokens: number
  /** [heads, height, width, tokens] */
  values: Float32Array
}

/** Where a word shows in the picture, 0 … 1: the sum over the tokens that touch its characters. Null when none does. */
export function wordMap({ tokens, width, height, maps }: Attention, word: { start: number; end: number }): Float32Array | null {
  const places = width * height
  const own = [...tokens.keys()].filter((at) => tokens[at]!.start < word.end && tokens[at]!.end > word.start)
  if (own.length === 0) return null
  const sum = new Float32Array(places)
  for (const at of own) for (let place = 0; place < places; place++) sum[place] = sum[place]! + maps[at * places + place]!
  const [low, high] = [Math.min(...sum), Math.max(...sum)]
  return sum.map((value) => (high > low ? (value - low) / (high - low) : 0))
}

/** The size of a layer with so many places: the latent's, halved (rounded up) as often as it takes. */
export function layerSize(latent: { width: number; height: number }, places: number): { width: number; height: number } {
  let { width, height } = latent
  while (width * height > places) [width, height] = [Math.ceil(width / 2), Math.ceil(height / 2)]
  if (width * height !== places) throw new Error(`${places} places are no level of ${latent.width}×${latent.height}`)
  return { width, height }
}
