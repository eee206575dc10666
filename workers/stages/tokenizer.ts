// Text → token ids of fixed length, as CLIP wants them: BOS, at most 75 tokens, EOS, padding.
import { Tokenizer } from '@huggingface/tokenizers'
import type { AttentionToken } from '../../src/core/attention'
import { EngineError } from '../../src/core/errors/engine-error'
import { clipTokenizerJson } from '../../src/core/families/clip-tokenizer'
import { parsePythonJson } from '../../src/core/families/python-json'
import { demandTextSize } from '../../src/core/families/text-bounds'
import type { TextKind } from '../../src/core/families/text-bounds'
import type { ModelTokenizer } from '../../src/core/manifest'
import { tokenSpans } from '../../src/core/token-spans'
import type { TextLength } from '../../src/protocol/events'

export interface PromptTokenizer {
  /** Ids that encode() gives. */
  length: number
  /** [maxLength] ids. A longer text is cut at the end, before EOS. */
  encode(text: string): Int32Array
  /** The tokens behind those ids, from BOS to EOS, with the characters they stand for. */
  tokens(text: string): AttentionToken[]
  /** Of the whole text, what encode() cuts included. */
  measure(text: string): TextLength
}

/** `open` reads a file of the model. */
export async function openTokenizer({ tokenizer: path, merges, config: configPath, maxLength, padId }: ModelTokenizer, open: (path: string) => Promise<Blob>): Promise<PromptTokenizer> {
  const read = async (file: string, kind: TextKind) => {
    const blob = await open(file)
    demandTextSize(file, blob.size, kind)
    return blob.text()
  }
  const readJson = async (file: string, kind: TextKind) => {
    const source = await read(file, kind)
    try {
      return jsonObject(source)
    } catch (error) {
      throw new EngineError('model-broken.json', { path: file }, String(error))
    }
  }
  const config = configPath === undefined ? {} : await readJson(configPath, 'config')
  const published = await readJson(path, 'vocabulary')
  const json = merges === undefined ? published : clipTokenizerJson(published as Record<string, number>, await read(merges, 'merges'), config)
  const tokenizer = opened(path, json, config)
  return {
    length: maxLength,
    encode(text) {
      const { ids } = tokenizer.encode(text)
      const out = new Int32Array(maxLength).fill(padId)
      out.set(ids.slice(0, maxLength))
      // A cut text still ends with EOS, the token CLIP-style encoders gather the sentence in.
      if (ids.length > maxLength) out[maxLength - 1] = ids.at(-1)!
      return out
    },
    measure(text) {
      const pieces = tokenizer.encode(text).tokens.slice(1, -1)
      const most = maxLength - 2
      return { text, tokens: pieces.length, most, read: pieces.length > most ? tokenSpans(text, pieces)[most]!.start : text.length }
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

/** @throws what JSON.parse does, and TypeError for what is no object. */
function jsonObject(source: string): object {
  const parsed = parsePythonJson(source)
  if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed
  throw new TypeError(`it holds ${source.slice(0, 20)}`)
}

/** The library throws whatever comes of a field that it did not expect, some only when there is a text. */
function opened(path: string, json: object, config: object): Tokenizer {
  try {
    const tokenizer = new Tokenizer(json, config)
    const { ids, tokens } = tokenizer.encode('a 1, é')
    if (ids.length < 2 || tokens.length !== ids.length || !ids.every((id) => Number.isSafeInteger(id))) throw new TypeError(`a text becomes ${JSON.stringify(ids).slice(0, 60)}`)
    return tokenizer
  } catch (error) {
    throw new EngineError('model-broken.kind', { path }, String(error))
  }
}
