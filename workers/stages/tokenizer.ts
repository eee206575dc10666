// Text → token ids of fixed length, as CLIP wants them: BOS, at most 75 tokens, EOS, padding.
import { Tokenizer } from '@huggingface/tokenizers'
import type { AttentionToken } from '../../src/core/attention'
import { tokenSpans } from '../../src/core/token-spans'

export interface PromptTokenizer {
  /** [maxLength] ids. A longer text is cut at the end, before EOS. */
  encode(text: string): Int32Array
  /** The tokens behind those ids, from BOS to EOS, with the characters they stand for. */
  tokens(text: string): AttentionToken[]
}

/** Made from the model's tokenizer.json and tokenizer_config.json. */
export async function openTokenizer(tokenizerJson: Blob, configJson: Blob, maxLength: number, padId: number): Promise<PromptTokenizer> {
  const tokenizer = new Tokenizer(JSON.parse(await tokenizerJson.text()) as object, JSON.parse(await configJson.text()) as object)
  return {
    encode(text) {
      const { ids } = tokenizer.encode(text)
      const out = new Int32Array(maxLength).fill(padId)
      out.set(ids.slice(0, maxLength))
      // A cut text still ends with EOS, the token CLIP-style encoders gather the sentence in.
      if (ids.length > maxLength) out[maxLength - 1] = ids.at(-1)!
      return out
    },
    tokens(text) {
      const { tokens } = tokenizer.encode(text)
      const pieces = tokens.slice(1, -1).slice(0, maxLength - 2)
      const spans = tokenSpans(text, pieces)
      const mark = (at: 0 | -1, place: number) => ({ text: tokens.at(at)!, start: place, end: place })
      return [mark(0, 0), ...pieces.map((piece, i) => ({ text: piece, ...spans[i]! })), mark(-1, text.length)]
    },
  }
}
