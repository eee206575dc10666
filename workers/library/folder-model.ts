// A folder of files → a model: finds the parts, reads configs and graphs, works out the family, and says what is missing. The
// same for a folder that a person picked, dropped, or that lies on another disk: all it asks is names and Blobs.
import { EngineError } from '../../src/core/engine-error'
import { componentOfGraph, componentOfPath, variantOf } from '../../src/core/families/components'
import type { Component } from '../../src/core/families/components'
import type { Config, ModelConfigs, TokenizerFiles } from '../../src/core/families/configs'
import { familyFacts } from '../../src/core/families/family'
import type { FamilyFacts, Found } from '../../src/core/families/family'
import type { GraphFacts } from '../../src/core/families/graph-facts'
import type { ModelFile, ModelGraph, ModelManifest, ModelPrecision } from '../../src/core/manifest'
import { readGraphFacts } from './graph-facts'

/** A folder as its files, wherever they are. Paths have '/' and no leading one. */
export interface ModelFolder {
  name: string
  paths: readonly string[]
  open(path: string): Promise<Blob>
}

export interface FolderModel {
  manifest: ModelManifest
  /** Such as Stable Diffusion XL. */
  family: string
  /** Files of the folder that the model does not use. */
  unused: string[]
}

interface GraphFile { path: string; component: Component; facts: GraphFacts; variant: string | null }

/** Rejects with `model-broken`, naming what is missing or odd. */
export async function detectModel(folder: ModelFolder): Promise<FolderModel> {
  const graphs = await readGraphs(folder)
  const chosen: Found['graphs'] = {}
  for (const { component, facts } of graphs) chosen[component] ??= facts
  const configs = await readConfigs(folder)
  const tokenizer = await readTokenizer(folder, 'tokenizer')
  const tokenizer2 = await readTokenizer(folder, 'tokenizer_2')
  const { family, ...facts } = familyFacts({ name: folder.name, configs, graphs: chosen, tokenizer, tokenizer2 })
  const precisions = precisionsOf(graphs, folder)
  const used = usedPaths(precisions, facts)
  const files: ModelFile[] = []
  for (const path of used) files.push({ path, bytes: (await folder.open(path)).size })
  const manifest: ModelManifest = {
    id: folder.name.toLowerCase().replaceAll(/[^a-z0-9._-]+/g, '-').replace(/^[^a-z0-9]+/, '') || 'model',
    name: folder.name,
    description: { en: `${family}, ${facts.size.width}×${facts.size.height}, from a folder of yours`, zh: `${family}，${facts.size.width}×${facts.size.height}，来自您的文件夹` },
    licence: 'unknown',
    baseUrl: '',
    files, precisions,
    ...facts,
    examples: { en: [], zh: [] },
  }
  return { manifest, family, unused: folder.paths.filter((path) => !used.includes(path)) }
}

/** Every graph that is a part of a model, those without a precision in their name first. */
async function readGraphs(folder: ModelFolder): Promise<GraphFile[]> {
  const found: GraphFile[] = []
  for (const path of folder.paths.filter((name) => name.endsWith('.onnx'))) {
    const named = componentOfPath(path)
    if (named === 'other') continue
    const facts = await readGraphFacts(await folder.open(path))
    const component = named ?? componentOfGraph(facts)
    if (component) found.push({ path, component, facts, variant: variantOf(path) })
  }
  return found.toSorted((a, b) => Number(a.variant !== null) - Number(b.variant !== null))
}

/** One precision for each UNet; the other parts in the same one where they have it. */
function precisionsOf(graphs: GraphFile[], folder: ModelFolder): ModelPrecision[] {
  const unets = graphs.filter(({ component }) => component === 'unet')
  return unets.map((unet) => {
    const partOf = (component: Component) => {
      const candidates = graphs.filter((graph) => graph.component === component)
      return candidates.find(({ variant }) => variant === unet.variant) ?? candidates[0]
    }
    const parts = { textEncoder: partOf('textEncoder')!, unet, vaeDecoder: partOf('vaeDecoder')!, textEncoder2: partOf('textEncoder2'), vaeEncoder: partOf('vaeEncoder') }
    const used = [parts.textEncoder, unet, parts.vaeDecoder, parts.textEncoder2].filter((part) => part !== undefined)
    const half = used.some(({ facts }) => facts.half)
    return {
      id: unet.variant ?? (unet.facts.half ? 'fp16' : 'fp32'),
      // A model that has nothing else is tried everywhere: wasm computes its halves as singles.
      ...(half && unets.length > 1 && { requires: ['shader-f16' as const] }),
      graphs: {
        textEncoder: modelGraph(parts.textEncoder, folder),
        unet: modelGraph(unet, folder),
        vaeDecoder: modelGraph(parts.vaeDecoder, folder),
        ...(parts.textEncoder2 && { textEncoder2: modelGraph(parts.textEncoder2, folder) }),
        ...(parts.vaeEncoder && { vaeEncoder: modelGraph(parts.vaeEncoder, folder) }),
      },
    }
  }).filter(({ id }, at, all) => all.findIndex((other) => other.id === id) === at)
}

/** Locations are relative to the graph; exports write './weights.pb' too. */
function modelGraph({ path, facts }: GraphFile, { paths }: ModelFolder): ModelGraph {
  const parent = path.slice(0, path.lastIndexOf('/') + 1)
  const externalData = Object.fromEntries(facts.externalFiles.map((location) => {
    const file = parent + location.replace(/^(\.\/)+/, '')
    if (!paths.includes(file)) throw new EngineError('model-broken', `The weights of ${path} are missing: ${file} is not in the folder.`, 'Add the file and choose the folder again.', location)
    return [location, file]
  }))
  return { graph: path, externalData }
}

function usedPaths(precisions: ModelPrecision[], { tokenizer, tokenizer2 }: Omit<FamilyFacts, 'family'>): string[] {
  const ofGraphs = precisions.flatMap(({ graphs }) => Object.values(graphs as unknown as Record<string, ModelGraph>).flatMap(({ graph, externalData }) => [graph, ...Object.values(externalData)]))
  const ofTokenizers = [tokenizer, tokenizer2].flatMap((files) => [files?.tokenizer, files?.merges, files?.config].filter((path) => path !== undefined))
  return [...new Set([...ofTokenizers, ...ofGraphs])]
}

/** The file of this path, or of this path below another folder (some exports put everything into onnx/). */
function findPath({ paths }: ModelFolder, wanted: string): string | undefined {
  const found = paths.filter((path) => path === wanted || path.endsWith(`/${wanted}`))
  return found.toSorted((a, b) => a.length - b.length)[0]
}

async function readJson(folder: ModelFolder, path: string | undefined): Promise<Config | null> {
  if (path === undefined) return null
  const source = await (await folder.open(path)).text()
  try {
    return JSON.parse(source) as Config
  } catch (error) {
    throw new EngineError('model-broken', `${path} is not valid JSON.`, 'Download the file again.', String(error))
  }
}

async function readConfigs(folder: ModelFolder): Promise<ModelConfigs> {
  const config = async (...wanted: string[]) => (await readJson(folder, wanted.map((path) => findPath(folder, path)).find((path) => path !== undefined))) ?? {}
  return {
    index: await config('model_index.json'),
    unet: await config('unet/config.json'),
    vae: await config('vae_decoder/config.json', 'vae/config.json'),
    textEncoder: await config('text_encoder/config.json'),
    textEncoder2: await config('text_encoder_2/config.json'),
    scheduler: await readJson(folder, findPath(folder, 'scheduler/scheduler_config.json') ?? findPath(folder, 'scheduler_config.json')),
  }
}

/** In a folder of its own, or, for the first one, among the other files. */
async function readTokenizer(folder: ModelFolder, place: 'tokenizer' | 'tokenizer_2'): Promise<TokenizerFiles | null> {
  const find = (name: string) => findPath(folder, `${place}/${name}`) ?? (place === 'tokenizer' ? findPath({ ...folder, paths: folder.paths.filter((path) => !/(^|\/)tokenizer_\d\//.test(path)) }, name) : undefined)
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
