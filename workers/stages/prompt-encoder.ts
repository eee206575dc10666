// Prompts → what the UNet reads of them: one text encoder's states, or two encoders' side by side with the sentence as one vector.
// What a prompt came to is remembered, so that the same words need no second run.
import { EngineError } from '../../src/core/errors/engine-error'
import type { TextOutputs } from '../../src/core/manifest'
import type { Conditioning, PromptText } from '../denoise/conditioning'
import type { LatentHome } from '../latents/latent-home'
import type { EncodedText, TextEncoder } from './text-encoder'
import type { PromptTokenizer } from './tokenizer'

export interface PromptEncoder<L> {
  /** The caller frees it. */
  encode(prompts: readonly PromptText[]): Promise<Conditioning<L>>
  release(): Promise<void>
}

/** Prompts kept: the prompt and the negative prompt of the last few pictures. */
const keptPrompts = 8

export function promptEncoder<L>(home: LatentHome<L>, readers: { tokenizer: PromptTokenizer; encoder: TextEncoder }[], { zerosForEmpty = false }: Partial<TextOutputs> = {}): PromptEncoder<L> {
  const kept = new Map<string, EncodedText>()
  const encodeOne = async (prompt: string): Promise<EncodedText> => {
    const known = kept.get(prompt)
    if (known) {
      kept.delete(prompt) // put back last: the map forgets its first
      kept.set(prompt, known)
      return known
    }
    const parts: EncodedText[] = []
    for (const { tokenizer, encoder } of readers) parts.push(await encoder.encode(tokenizer.encode(prompt)))
    const encoded = { states: sideBySide(parts.map(({ states }) => states), readers[0]!.tokenizer.length), pooled: parts.at(-1)!.pooled }
    kept.set(prompt, encoded)
    if (kept.size > keptPrompts) kept.delete(kept.keys().next().value!)
    return encoded
  }
  return {
    async encode(prompts) {
      const tokens = readers[0]!.tokenizer.length
      if (readers.some(({ tokenizer }) => tokenizer.length !== tokens)) throw new EngineError('model-broken.text-lengths', {})
      const rows: EncodedText[] = []
      for (const { text, side } of prompts) {
        const encoded = await encodeOne(text)
        // diffusers: force_zeros_for_empty_prompt is about the negative prompt only.
        rows.push(zerosForEmpty && side === 'negative' && text === '' ? zerosLike(encoded) : encoded)
      }
      const states = home.upload(joined(rows.map((row) => row.states)))
      const pooledRows = rows.flatMap(({ pooled }) => (pooled ? [pooled] : []))
      const pooled = pooledRows.length > 0 ? home.upload(joined(pooledRows)) : null
      return {
        rows: prompts, tokens, states, pooled,
        width: rows[0]!.states.length / tokens,
        pooledWidth: pooledRows[0]?.length ?? 0,
        free() {
          home.free(states)
          if (pooled !== null) home.free(pooled)
        },
      }
    },
    async release() {
      for (const { encoder } of readers) await encoder.release()
    },
  }
}

/** [tokens][a] and [tokens][b] → [tokens][a+b] */
function sideBySide(parts: Float32Array[], tokens: number): Float32Array {
  if (parts.length === 1) return parts[0]!
  const widths = parts.map((part) => part.length / tokens)
  const width = widths.reduce((sum, one) => sum + one, 0)
  const out = new Float32Array(tokens * width)
  let column = 0
  for (const [k, part] of parts.entries()) {
    const own = widths[k]!
    for (let token = 0; token < tokens; token++) out.set(part.subarray(token * own, (token + 1) * own), token * width + column)
    column += own
  }
  return out
}

function joined(rows: Float32Array[]): Float32Array {
  const out = new Float32Array(rows.reduce((sum, row) => sum + row.length, 0))
  let at = 0
  for (const row of rows) {
    out.set(row, at)
    at += row.length
  }
  return out
}

function zerosLike({ states, pooled }: EncodedText): EncodedText {
  return { states: new Float32Array(states.length), pooled: pooled && new Float32Array(pooled.length) }
}
