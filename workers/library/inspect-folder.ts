// A folder of files → what model is in it: reads its configs and graphs, works out the family, and says what is missing, odd or
// left over. It always answers; only a server that goes away half-way, or a cancel, makes it reject.
import { EngineError, errorData } from '../../src/core/errors/engine-error'
import type { ModelConfigs, TokenizerFiles } from '../../src/core/families/configs'
import { familyFacts } from '../../src/core/families/family'
import type { FamilyFacts, Found } from '../../src/core/families/family'
import { input, weightType } from '../../src/core/families/graph-facts'
import { gpuOperators, processorOperators } from '../../src/core/families/operators'
import { demandGraphs, demandPipeline } from '../../src/core/families/refusals'
import { licenceName } from '../../src/core/licences'
import { plainPath } from '../../src/core/hub'
import type { ModelFile, ModelManifest } from '../../src/core/manifest'
import { checkModel } from '../../src/core/manifest-check'
import { filesOf } from '../../src/core/precision'
import type { InspectedPart, InspectedPrecision, Inspection } from '../../src/protocol/inspection'
import { manifestOf } from './folder-manifest'
import { rootOf } from './model-root'
import type { ModelFolder } from './model-folder'
import { foundPrecisions } from './model-precisions'
import type { FoundPrecision } from './model-precisions'
import { readConfigs, readLicence, readTokenizer } from './read-configs'
import { readGraphs } from './read-graphs'
import type { GraphFile, Reading } from './read-graphs'

/** A tokenizer from elsewhere, for a model that was published without one. */
export interface BorrowedTokenizer {
  files: ModelFile[]
  tokenizer: TokenizerFiles
}

export interface HowToInspect extends Reading {
  /** CLIP's own; null when it cannot be had. Asked for only where the model speaks CLIP's vocabulary. */
  borrowTokenizer?: () => Promise<BorrowedTokenizer | null>
}

/** Tokens of every CLIP vocabulary that was ever published. */
const clipTokens = 49408

export async function inspectFolder(whole: ModelFolder, how: HowToInspect = {}): Promise<Inspection> {
  const { folder, choices, warnings } = rootOf(whole)
  const licence = await readLicence(whole)
  const nothing: Omit<Inspection, 'warnings'> = {
    name: folder.name, family: null, licence: licence && licenceName(licence.name), licenceUrl: licence?.url ?? null,
    size: null, precisions: [], used: [], unused: whole.files().map(pathAndBytes), problems: [], choices, manifest: null,
  }
  const report = (found: Partial<Inspection>): Inspection => ({ ...nothing, ...found, warnings: warnings.map(errorData) })
  const stopped = (...problems: EngineError[]): Inspection => report({ problems: problems.map(errorData) })
  if (choices.length > 0) {
    return stopped(new EngineError('bad-request.choices', { count: choices.length, names: choices.join(', ') }))
  }

  // 1. What the names alone tell, before anything large is looked at.
  const configs = await tried(async () => {
    demandGraphs(folder.files().map(({ path }) => path))
    const read = await readConfigs(folder)
    demandPipeline(read.index)
    return read
  })
  if (configs instanceof EngineError) return stopped(configs)

  // 2. The graphs. One that cannot be used matters when there is no other of its kind.
  const { graphs, unusable } = await readGraphs(folder, how)
  const lost = unusable.filter(({ component }) => component !== null && component !== 'vaeEncoder' && !graphs.some((graph) => graph.component === component))
  warnings.push(...unusable.filter((graph) => !lost.includes(graph)).map(({ problem }) => problem))
  if (lost.length > 0) return stopped(...lost.map(({ problem }) => problem))

  // 3. The family, and what the parts are fed.
  const tokenizers = await tried(() => findTokenizers(folder, graphs, configs, how, warnings))
  if (tokenizers instanceof EngineError) return stopped(tokenizers)
  const { borrowed, ...texts } = tokenizers
  const parts: Found['graphs'] = {}
  for (const { component, facts } of graphs) parts[component] ??= facts
  const facts = await tried(async () => familyFacts({ name: folder.name, configs, graphs: parts, ...texts }))
  if (facts instanceof EngineError) return stopped(facts)
  const { family, ...told } = facts

  // 4. What of all this is used.
  const precisions = foundPrecisions(graphs)
  const files = usedFiles(precisions, told, [...folder.files(), ...(borrowed?.files ?? [])])
  const unfit = files.filter(({ path }) => !plainPath.test(path)).map(({ path }) => path)
  if (unfit.length > 0) return stopped(new EngineError('model-broken.file-names', { paths: unfit.join(', ') }))
  warnings.push(...operatorWarnings(graphs), ...leftovers(whole))
  const manifest = manifestOf(folder, licence, family, told, precisions.map(({ precision }) => precision), files)
  // What adding would refuse is said now, before gigabytes are copied.
  const unkept = unkeptIn(manifest)
  if (unkept) return stopped(unkept)
  const used = new Set(files.map(({ path }) => path))
  return report({
    family, size: told.size, manifest,
    precisions: precisions.map((found) => inspectedPrecision(manifest, found)),
    used: files.map(pathAndBytes),
    unused: whole.files().filter(({ path }) => !used.has(path)).map(pathAndBytes),
  })
}

async function findTokenizers(folder: ModelFolder, graphs: readonly GraphFile[], { textEncoder }: ModelConfigs, how: HowToInspect, warnings: EngineError[]): Promise<Pick<Found, 'tokenizer' | 'tokenizer2'> & { borrowed: BorrowedTokenizer | null }> {
  const tokenizer = await readTokenizer(folder, 'tokenizer')
  const tokenizer2 = await readTokenizer(folder, 'tokenizer_2')
  const encoder = graphs.find(({ component }) => component === 'textEncoder')
  const clip = encoder?.facts.rows === clipTokens || textEncoder['vocab_size'] === clipTokens
  const borrowed = tokenizer || !clip ? null : ((await how.borrowTokenizer?.()) ?? null)
  if (borrowed) {
    warnings.push(new EngineError('not-found.tokenizer', {}, borrowed.files.map(({ url, path }) => url ?? path).join(', ')))
  }
  return { tokenizer: tokenizer ?? borrowed?.tokenizer ?? null, tokenizer2, borrowed }
}

function usedFiles(precisions: readonly FoundPrecision[], { tokenizer, tokenizer2 }: Omit<FamilyFacts, 'family'>, known: readonly ModelFile[]): ModelFile[] {
  const ofTokenizers = [tokenizer, tokenizer2].flatMap((files) => [files?.tokenizer, files?.merges, files?.config]).flatMap((path) => known.find((file) => file.path === path) ?? [])
  const ofGraphs = precisions.flatMap(({ parts }) => parts.flatMap(({ file, externalData }) => [file, ...Object.values(externalData)]))
  return [...new Map([...ofTokenizers, ...ofGraphs].map((file) => [file.path, file])).values()]
}

function inspectedPrecision(manifest: ModelManifest, { precision, parts }: FoundPrecision): InspectedPrecision {
  return { id: precision.id, requires: precision.requires ?? [], bytes: sum(filesOf(manifest, precision)), parts: parts.map(inspectedPart) }
}

function inspectedPart({ component, file, facts, externalData }: GraphFile): InspectedPart {
  const main = input(facts, 'sample') ?? facts.inputs[0]
  return { part: component, path: file.path, bytes: sum([file, ...Object.values(externalData)]), weights: weightType(facts), takes: main?.type ?? 'unknown' }
}

function operatorWarnings(graphs: readonly GraphFile[]): EngineError[] {
  return graphs.flatMap(({ file: { path }, facts }): EngineError[] => {
    const [gpu, processor] = [gpuOperators(facts), processorOperators(facts)]
    return [
      ...(gpu.length > 0 ? [new EngineError('model-broken.webgpu-only', { path, operators: gpu.join(', ') })] : []),
      ...(processor.length > 0 ? [new EngineError('model-broken.whole-numbers', { path }, processor.join(', '))] : []),
    ]
  })
}

/** What the check of a remembered model says of this one. Files of a person's get their hashes while they are copied. */
function unkeptIn(manifest: ModelManifest): EngineError | null {
  try {
    checkModel({ ...manifest, files: manifest.files.map((file) => ({ sha256: '0'.repeat(64), ...file })) }, 'model')
    return null
  } catch (thrown) {
    if (!(thrown instanceof EngineError)) throw thrown
    return new EngineError('model-broken.unfit', { where: `${thrown.params['where'] ?? ''} ${thrown.params['found'] ?? ''}`.trim() }, thrown.message)
  }
}

/** Downloads that a browser or a tool has not finished. */
function leftovers(folder: ModelFolder): EngineError[] {
  const paths = folder.files().map(({ path }) => path).filter((path) => /\.(crdownload|part|partial|download|incomplete|aria2|tmp)$/.test(path))
  return paths.length > 0 ? [new EngineError('model-broken.unfinished', { paths: paths.join(', ') })] : []
}

/** What `work` comes to, or the error that it stopped with. */
async function tried<T>(work: () => Promise<T>): Promise<T | EngineError> {
  try {
    return await work()
  } catch (thrown) {
    if (thrown instanceof EngineError && thrown.code === 'model-broken') return thrown
    throw thrown
  }
}

const pathAndBytes = ({ path, bytes }: ModelFile) => ({ path, bytes })
const sum = (files: readonly { bytes: number }[]): number => files.reduce((total, { bytes }) => total + bytes, 0)
