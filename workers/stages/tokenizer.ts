// Text → token ids of fixed length, as CLIP wants them: BOS, at most 75 tokens, EOS, padding.
import { Tokenizer } from '@huggingface/tokenizers'

export interface PromptTokenizer {
  /** [maxLength] ids. A longer text is cut at the end, before EOS. */
  encode(text: string): Int32Array
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
  }
}
