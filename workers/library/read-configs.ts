// The JSON files beside the graphs: diffusers' configs and the tokenizers; and the licence, out of a README's head.
import { EngineError } from '../../src/core/errors/engine-error'
import type { Config, ModelConfigs, TokenizerFiles } from '../../src/core/families/configs'
import { demandConfig } from '../../src/core/families/config-bounds'
import { licenceLink } from '../../src/core/licences'
import { fileNamed } from './model-folder'
import type { ModelFolder } from './model-folder'
import { pointerIn, pointerProblem } from './lfs-pointer'

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
  const file = await readJson(folder, path)
  if (path === undefined || !file) return null
  const configPath = find('tokenizer_config.json')
  return {
    path,
    ...(path === vocabPath && merges !== undefined && { merges }),
    ...(configPath !== undefined && { configPath }),
    vocabulary: path === vocabPath ? (file as Record<string, number>) : vocabularyIn(file),
    config: (await readJson(folder, configPath)) ?? {},
    map: (await readJson(folder, find('special_tokens_map.json'))) ?? {},
  }
}

/** Of a tokenizer.json: its model's and its added tokens. */
function vocabularyIn(file: Config): Record<string, number> {
  const { model, added_tokens: added } = file as { model?: { vocab?: Record<string, number> }; added_tokens?: { id: number; content: string }[] }
  return { ...model?.vocab, ...Object.fromEntries((added ?? []).map(({ id, content }) => [content, id])) }
}

/** What the hub says, else what the README at the top says in its head (`license:` between two lines of ---). */
export async function readLicence(folder: ModelFolder): Promise<{ name: string; url: string | null } | null> {
  if (folder.licence) return folder.licence
  const readme = folder.files().find(({ path }) => /^readme\.md$/i.test(path))
  if (!readme) return null
  const head = /^---\r?\n([\s\S]*?)\r?\n---/.exec(await (await folder.open(readme.path)).text())?.[1] ?? ''
  const field = (name: string) => new RegExp(`^${name}:\\s*["']?([^"'\\r\\n#]+)`, 'm').exec(head)?.[1]?.trim()
  const named = field('license_name') ?? field('license')
  return named ? { name: named.slice(0, 200), url: licenceLink(field('license_link')) } : null
}

async function readJson(folder: ModelFolder, path: string | undefined): Promise<Config | null> {
  if (path === undefined) return null
  const blob = await folder.open(path)
  const pointer = await pointerIn(blob)
  if (pointer) throw pointerProblem(path, blob.size, pointer.bytes)
  const source = await blob.text()
  try {
    const parsed: unknown = JSON.parse(source)
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed as Config
    throw new TypeError(`it holds ${source.slice(0, 20)}`)
  } catch (error) {
    throw new EngineError('model-broken.json', { path }, String(error))
  }
}

