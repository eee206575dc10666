// CLIP's tokenizer from vocab.json and merges.txt, as most exports carry it, in the form of tokenizer.json that the tokenizer
// library reads: what transformers' CLIPConverter writes (convert_slow_tokenizer.py).
import { EngineError } from '../errors/engine-error'

interface SpecialToken { content?: string }

/** tokenizer_config.json or special_tokens_map.json: a special token is a text or an object around one. */
export interface TokenizerConfig {
  model_max_length?: number
  pad_token?: string | SpecialToken | null
  bos_token?: string | SpecialToken | null
  eos_token?: string | SpecialToken | null
  unk_token?: string | SpecialToken | null
  added_tokens_decoder?: Record<string, unknown>
}

type Vocabulary = Record<string, number>

const bos = '<|startoftext|>'
const eos = '<|endoftext|>'
/** Longest text of every CLIP model published. */
const clipLength = 77

export function clipTokenizerJson(vocabulary: Vocabulary, mergesText: string, config: TokenizerConfig): object {
  const special = (token: string | SpecialToken | null | undefined, usual: string): [string, number] => {
    const content = contentOf(token) ?? usual
    const id = idOf(vocabulary, content)
    if (id === undefined) throw new EngineError('model-broken.vocabulary', { token: content })
    return [content, id]
  }
  const begin = special(config.bos_token, bos)
  const end = special(config.eos_token, eos)
  const added = new Map([begin, end])
  return {
    version: '1.0',
    added_tokens: [...added].map(([content, id]) => ({ id, content, single_word: false, lstrip: false, rstrip: false, normalized: true, special: true })),
    normalizer: {
      type: 'Sequence',
      normalizers: [{ type: 'NFC' }, { type: 'Replace', pattern: { Regex: '\\s+' }, content: ' ' }, { type: 'Lowercase' }],
    },
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        { type: 'Split', pattern: { Regex: "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+" }, behavior: 'Removed', invert: true },
        { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
      ],
    },
    post_processor: { type: 'RobertaProcessing', sep: end, cls: begin, trim_offsets: false, add_prefix_space: false },
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: 'BPE', dropout: null, unk_token: contentOf(config.unk_token) ?? eos, continuing_subword_prefix: '', end_of_word_suffix: '</w>', fuse_unk: false,
      vocab: vocabulary, merges: mergesOf(mergesText),
    },
  }
}

/** merges.txt opens with a version line and has one pair a line; CLIP's own ends in pairs that its vocabulary does not have. */
function mergesOf(text: string): [string, string][] {
  return text.split(/\r?\n/).flatMap((line, at) => {
    const [left, right, ...more] = line.split(' ')
    return (at === 0 && line.startsWith('#version')) || !left || !right || more.length > 0 ? [] : [[left, right] as [string, string]]
  })
}

/**
 * Which id fills a text up. The token's name is in tokenizer_config.json; special_tokens_map.json overrules one that has no
 * added_tokens_decoder, which is how SD 2.x says “!” (transformers, tokenization_utils_base.py).
 */
export function padId(vocabulary: Vocabulary, config: TokenizerConfig, map: TokenizerConfig, usual: string = eos): number {
  const named = config.added_tokens_decoder ? (contentOf(config.pad_token) ?? contentOf(map.pad_token)) : (contentOf(map.pad_token) ?? contentOf(config.pad_token))
  return idOf(vocabulary, named ?? usual) ?? idOf(vocabulary, eos) ?? 0
}

/** transformers writes 1e30 for “no limit”. */
export function maxLength({ model_max_length: length }: TokenizerConfig, positions: number = clipLength): number {
  return Number.isInteger(length) && length !== undefined && length > 2 && length <= positions ? length : positions
}

/** A config may say anything: what is no text names no token. */
function contentOf(token: unknown): string | undefined {
  const content = typeof token === 'object' && token !== null && Object.hasOwn(token, 'content') ? (token as { content: unknown }).content : token
  return typeof content === 'string' ? content : undefined
}

/** Of the vocabulary's own: every object has a `constructor`. */
function idOf(vocabulary: Vocabulary, token: string): number | undefined {
  const id: unknown = Object.hasOwn(vocabulary, token) ? vocabulary[token] : undefined
  return Number.isSafeInteger(id) && Number(id) >= 0 ? Number(id) : undefined
}
