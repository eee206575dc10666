// The JSON files beside the graphs: diffusers' configs and the tokenizers; and the licence, out of a README's head.
import type { Config, ModelConfigs, TokenizerFiles } from '../../src/core/families/configs'
import { demandConfig } from '../../src/core/families/config-bounds'
import { licenceLink } from '../../src/core/licences'
import { fileNamed } from './model-folder'
import type { ModelFolder } from './model-folder'
import { demandMerges, demandVocabulary, readJson, readText } from './text-files'

export async function readConfigs(folder: ModelFolder): Promise<ModelConfigs> {
  const config = async (kind: Parameters<typeof demandConfig>[0], ...wanted: string[]): Promise<Config | null> => {
    const path = wanted.map((name) => fileNamed(folder, name)?.path).find((found) => found !== undefined)
    const read = await readJson(folder, path)
    if (read && path !== undefined) demandConfig(kind, path, read)
    return read
  }
  return {
    index: (await config('index', 'model_index.json')) ?? {},
    unet: (await config('unet', 'unet/config.json')) ?? {},
    vae: (await config('vae', 'vae_decoder/config.json', 'vae/config.json')) ?? {},
    textEncoder: (await config('textEncoder', 'text_encoder/config.json')) ?? {},
    textEncoder2: (await config('textEncoder', 'text_encoder_2/config.json')) ?? {},
    scheduler: await config('scheduler', 'scheduler/scheduler_config.json', 'scheduler_config.json'),
  }
}

/** In a folder of its own, or, for the first one, among the other files. */
export async function readTokenizer(folder: ModelFolder, place: 'tokenizer' | 'tokenizer_2'): Promise<TokenizerFiles | null> {
  const others = { ...folder, files: () => folder.files().filter(({ path }) => !/(^|\/)tokenizer_\d\//.test(path)) }
  const find = (name: string) => (fileNamed(folder, `${place}/${name}`) ?? (place === 'tokenizer' ? fileNamed(others, name) : undefined))?.path
  const vocabPath = find('vocab.json')
  const merges = find('merges.txt')
  const whole = find('tokenizer.json')
  const path = vocabPath !== undefined && merges !== undefined ? vocabPath : whole
  const file = await readJson(folder, path, 'vocabulary')
  if (path === undefined || !file) return null
  const vocabulary = path === vocabPath ? demandVocabulary(path, file) : vocabularyIn(path, file)
  if (path === vocabPath && merges !== undefined) demandMerges(merges, await readText(folder, merges, 'merges'), vocabulary)
  const configPath = find('tokenizer_config.json')
  return {
    path,
    ...(path === vocabPath && merges !== undefined && { merges }),
    ...(configPath !== undefined && { configPath }),
    vocabulary,
    config: (await readJson(folder, configPath)) ?? {},
    map: (await readJson(folder, find('special_tokens_map.json'))) ?? {},
  }
}

/** Of a tokenizer.json: its model's and its added tokens. */
function vocabularyIn(path: string, { model, added_tokens: added }: Config): Record<string, number> {
  const own = typeof model === 'object' && model !== null && Object.hasOwn(model, 'vocab') ? (model as { vocab: unknown }).vocab : undefined
  const tokens = (Array.isArray(added) ? added : []) as ({ id?: unknown; content?: unknown } | null)[]
  return demandVocabulary(path, { ...demandVocabulary(path, own), ...Object.fromEntries(tokens.map((token) => [String(token?.content), token?.id])) })
}

/** The head of a README stands at its beginning. */
const readmeBytes = 64 * 1024

/** What the hub says, else what the README at the top says in its head (`license:` between two lines of ---). */
export async function readLicence(folder: ModelFolder): Promise<{ name: string; url: string | null } | null> {
  if (folder.licence) return folder.licence
  const readme = folder.files().find(({ path }) => /^readme\.md$/i.test(path))
  if (!readme) return null
  const head = /^---\r?\n([\s\S]*?)\r?\n---/.exec(await (await folder.open(readme.path)).slice(0, readmeBytes).text())?.[1] ?? ''
  const field = (name: string) => new RegExp(`^${name}:\\s*["']?([^"'\\r\\n#]+)`, 'm').exec(head)?.[1]?.trim()
  const named = field('license_name') ?? field('license')
  return named ? { name: named.slice(0, 200), url: licenceLink(field('license_link')) } : null
}
