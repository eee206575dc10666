// CLIP's vocabulary from the repository that published it first, for models that came without a tokenizer: every Stable Diffusion
// speaks it.
import { defaultHub, hubBase } from '../../src/core/hub'
import { readRepository } from './hub-api'
import type { BorrowedTokenizer } from './inspect-folder'
import { probe } from './probe'
import type { Web } from './web'

const source = { repo: 'openai/clip-vit-large-patch14', revision: 'main' }
const names = ['vocab.json', 'merges.txt']
/** What decides the padding. */
const vocabulary = { '!': 0, '<|startoftext|>': 49406, '<|endoftext|>': 49407 }

/** Null when it cannot be had now. Addresses name the hub itself: the mirror in the settings is put in when they are used. */
export async function clipTokenizerFiles(web: Web, hub: string): Promise<BorrowedTokenizer | null> {
  const repository = await readRepository(web, hub, source).catch(() => null)
  const pinned = repository?.source ?? source
  const listed = repository?.files ?? (await probe(web, hubBase(hub, source), names).catch(() => []))
  const files = names.flatMap((name) => listed.filter(({ path }) => path === name))
  if (files.length < names.length) return null
  const url = (path: string) => hubBase(defaultHub, pinned) + path
  return {
    files: files.map((file) => ({ ...file, path: `tokenizer/${file.path}`, url: url(file.path) })),
    tokenizer: { path: 'tokenizer/vocab.json', merges: 'tokenizer/merges.txt', vocabulary, config: {}, map: {} },
  }
}
