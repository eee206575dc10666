// Checks a parsed models.manifest.json field by field. What comes out is built anew from checked fields, so a field that
// manifest.ts gains does not compile until it is checked here. A wrong one is named: `models[0].files[2].sha256`.
import { atMost, count, atMostEntries, fields, flag, has, integer, list, listOf, matching, number, oneOf, positive, recordOf, show, text, wrong, yes } from './checked-fields'
import type { Reader } from './checked-fields'
import { EngineError } from './errors/engine-error'
import { demandConfig, longestSide, longestText, mostChannels, mostTrainSteps, widestText } from './families/config-bounds'
import { defaultHub, hubBase, plainPath } from './hub'
import { licenceAddress } from './licences'
import { gpuFeatures, latentSpaces } from './manifest'
import type { DecoderManifest, HubSource, ManifestFile, MinimumAdapter, ModelFile, ModelGraph, ModelManifest, ModelPrecision, ModelTokenizer, SessionOptions, TextOutputs } from './manifest'
import type { SchedulerConfig } from './schedule'

/** @throws EngineError `bad-manifest` that names the first wrong field. */
export function checkManifest(parsed: unknown): ManifestFile {
  const read = fields(parsed, 'manifest', '')
  if (read('version', number) !== 1) wrong('bad-manifest.version', {})
  const models = read('models', list(checkModel))
  onlyOnce(models.map(({ id }) => id), (at) => `models[${at}].id`)
  if (!has(parsed, 'decoders')) return { version: 1, models }
  const decoders = read('decoders', list(decoder))
  onlyOnce(decoders.map(({ id }) => id), (at) => `decoders[${at}].id`)
  return { version: 1, models, decoders }
}

/** One model, as it is remembered in a browser. */
export function checkModel(value: unknown, where: string): ModelManifest {
  const read = fields(value, where)
  const published = publication(value, where)
  const listed = listedIn(published.files, `${where}.files`)
  return {
    ...published,
    ...(has(value, 'family') && { family: read('family', text) }),
    ...(has(value, 'minimum') && { minimum: read('minimum', minimum) }),
    precisions: read('precisions', precisionsOf(listed)),
    tokenizer: read('tokenizer', tokenizerOf(listed)),
    ...(has(value, 'tokenizer2') && { tokenizer2: read('tokenizer2', tokenizerOf(listed)) }),
    ...(has(value, 'text') && { text: read('text', textOutputs) }),
    scheduler: read('scheduler', schedulerConfig),
    latent: read('latent', latent),
    size: read('size', size),
    textWidth: read('textWidth', atMost(widestText, count)),
    ...(has(value, 'guidanceEmbedding') && { guidanceEmbedding: read('guidanceEmbedding', atMost(widestText, count)) }),
    defaults: read('defaults', (defaults, at) => {
      const readDefault = fields(defaults, at)
      return { sampler: readDefault('sampler', text), schedule: readDefault('schedule', text), steps: readDefault('steps', atMost(mostTrainSteps, count)), guidance: readDefault('guidance', atMost(1000, number)) }
    }),
    examples: read('examples', (examples, at) => inBothLanguages(examples, at, atMostEntries(1000, list(text)))),
  }
}

function decoder(value: unknown, where: string): DecoderManifest {
  const read = fields(value, where)
  const published = publication(value, where)
  return {
    ...published,
    latents: read('latents', oneOf(latentSpaces)),
    graph: read('graph', graphOf(listedIn(published.files, `${where}.files`))),
    latent: read('latent', (found, at) => decoding(found, at)),
  }
}

type Publication = Pick<ModelManifest, 'id' | 'name' | 'description' | 'licence' | 'licenceUrl' | 'acceptLicence' | 'baseUrl' | 'source' | 'files'>

/** What models and decoders have in common: whose it is, under which licence, and where its files are. */
function publication(value: unknown, where: string): Publication {
  const read = fields(value, where)
  const files = read('files', filled(atMostEntries(10_000, list(file))))
  onlyOnce(files.map(({ path }) => path), (at) => `${where}.files[${at}].path`)
  const source = has(value, 'source') ? read('source', hubSource) : null
  return {
    id: read('id', matching(/^[a-z0-9][a-z0-9._-]*$/, 'bad-manifest.not-an-id')),
    name: read('name', text),
    description: read('description', (both, at) => inBothLanguages(both, at, text)),
    licence: read('licence', text),
    ...(has(value, 'licenceUrl') && { licenceUrl: read('licenceUrl', matching(licenceAddress, 'bad-manifest.not-a-web-address')) }),
    ...(has(value, 'acceptLicence') && { acceptLicence: read('acceptLicence', yes) }),
    baseUrl: source && !has(value, 'baseUrl') ? hubBase(defaultHub, source) : read('baseUrl', baseUrlOf(files)),
    ...(source && { source }),
    files,
  }
}

/** '' says that there is no address: then each file must be known by itself. */
const baseUrlOf = (files: readonly ModelFile[]): Reader<string> => (value, where) => {
  const lost = files.find((found) => found.sha256 === undefined && found.url === undefined)
  if (value === '') return lost ? wrong('bad-manifest.homeless', { where, path: lost.path }) : ''
  return matching(/^(https?:\/\/[^?#]+|[\w.][\w./+-]*)\/$/, 'bad-manifest.not-a-base-url')(value, where)
}

const listedIn = (files: readonly ModelFile[], named: string): Reader<string> => {
  const paths = new Set<unknown>(files.map(({ path }) => path))
  return (path, at) => (paths.has(path) ? String(path) : wrong('bad-manifest.unlisted', { where: at, files: named, found: show(path) }))
}

function hubSource(value: unknown, where: string): HubSource {
  const read = fields(value, where)
  return {
    repo: read('repo', matching(/^[\w.-]+\/[\w.-]+$/, 'bad-manifest.not-a-repository')),
    revision: read('revision', matching(/^[\w.][\w./-]*$/, 'bad-manifest.not-a-revision')),
  }
}

function minimum(value: unknown, where: string): MinimumAdapter {
  const read = fields(value, where)
  return {
    ...(has(value, 'maxBufferBytes') && { maxBufferBytes: read('maxBufferBytes', count) }),
    ...(has(value, 'gpuBytes') && { gpuBytes: read('gpuBytes', count) }),
  }
}

function file(value: unknown, where: string): ModelFile {
  const read = fields(value, where)
  return {
    // No '..', no leading '/', no scheme, nothing that an address would take for something else: the path is joined to baseUrl.
    path: read('path', matching(plainPath, 'bad-manifest.not-a-path')),
    bytes: read('bytes', atMost(2 ** 40, count)),
    ...(has(value, 'approximate') && { approximate: read('approximate', yes) }),
    ...(has(value, 'sha256') && { sha256: read('sha256', matching(/^[0-9a-f]{64}$/, 'bad-manifest.not-a-hash')) }),
    ...(has(value, 'url') && { url: read('url', webAddress) }),
  }
}

const webAddress = matching(/^https?:\/\/[^?#]+$/, 'bad-manifest.not-a-web-address')

const tokenizerOf = (listed: Reader<string>): Reader<ModelTokenizer> => (value, where) => {
  const read = fields(value, where)
  return {
    tokenizer: read('tokenizer', listed),
    ...(has(value, 'merges') && { merges: read('merges', listed) }),
    ...(has(value, 'config') && { config: read('config', listed) }),
    maxLength: read('maxLength', atMost(longestText, count)),
    padId: read('padId', atMost(2 ** 31 - 1, integer)),
  }
}

const filled = <T>(reader: Reader<T[]>): Reader<T[]> => (value, where) => {
  const found = reader(value, where)
  return found.length > 0 ? found : wrong('bad-manifest.empty', { where })
}

function textOutputs(value: unknown, where: string): TextOutputs {
  const read = fields(value, where)
  return {
    states: read('states', filled(atMostEntries(10, list(text)))),
    ...(has(value, 'pooled') && { pooled: read('pooled', text) }),
    ...(has(value, 'zerosForEmpty') && { zerosForEmpty: read('zerosForEmpty', flag) }),
  }
}

const precisionsOf = (listed: Reader<string>): Reader<ModelPrecision[]> => (value, where) => {
  const found = filled(atMostEntries(100, list(precisionOf(listed))))(value, where)
  onlyOnce(found.map(({ id }) => id), (at) => `${where}[${at}].id`)
  return found
}

const precisionOf = (listed: Reader<string>): Reader<ModelPrecision> => (value, where) => {
  const read = fields(value, where)
  return {
    id: read('id', matching(/^[a-z0-9]+$/, 'bad-manifest.not-a-precision')),
    ...(has(value, 'requires') && { requires: read('requires', atMostEntries(10, list(oneOf(gpuFeatures)))) }),
    graphs: read('graphs', (graphs, at) => {
      const readGraph = fields(graphs, at)
      const graph = graphOf(listed)
      const optional = (['textEncoder2', 'vaeEncoder', 'xrayUnet', 'instantUnet'] as const).filter((name) => has(graphs, name))
      return {
        textEncoder: readGraph('textEncoder', graph),
        unet: readGraph('unet', graph),
        vaeDecoder: readGraph('vaeDecoder', graph),
        ...Object.fromEntries(optional.map((name) => [name, readGraph(name, graph)])),
      }
    }),
    ...(has(value, 'psnr') && { psnr: read('psnr', positive) }),
  }
}

const graphOf = (listed: Reader<string>): Reader<ModelGraph> => (value, where) => {
  const read = fields(value, where)
  return {
    graph: read('graph', listed),
    externalData: read('externalData', recordOf(listed)),
    ...(has(value, 'session') && { session: read('session', sessionOptions) }),
  }
}

function sessionOptions(value: unknown, where: string): SessionOptions {
  const read = fields(value, where)
  return {
    ...(has(value, 'freeDimensionOverrides') && { freeDimensionOverrides: read('freeDimensionOverrides', recordOf(atMost(2 ** 31 - 1, count))) }),
    ...(has(value, 'graphOptimizationLevel') && { graphOptimizationLevel: read('graphOptimizationLevel', oneOf(['all', 'disabled'] as const)) }),
  }
}

function latent(value: unknown, where: string): ModelManifest['latent'] {
  const read = fields(value, where)
  const channels = read('channels', atMost(mostChannels, count))
  return {
    channels,
    factor: read('factor', atMost(128, count)),
    ...decoding(value, where),
    rgbFactors: read('rgbFactors', listOf(channels, listOf(3, number))), // [channels][3]
    rgbBias: read('rgbBias', listOf(3, number)),
  }
}

function decoding(value: unknown, where: string): DecoderManifest['latent'] {
  const read = fields(value, where)
  return {
    scaling: read('scaling', atMost(1e4, positive)),
    ...(has(value, 'shift') && { shift: read('shift', atMost(1e4, number)) }),
    ...(has(value, 'range') && { range: read('range', oneOf(['unit'] as const)) }),
  }
}

const pixels = atMost(longestSide, count)

function size(value: unknown, where: string): ModelManifest['size'] {
  const read = fields(value, where)
  const [step, min, max] = [read('step', pixels), read('min', pixels), read('max', pixels)]
  const side: Reader<number> = (given, at) => {
    const found = count(given, at)
    return found % step === 0 && found >= min && found <= max ? found : wrong('bad-manifest.side', { where: at, step, min, max, found })
  }
  return { width: read('width', side), height: read('height', side), step, min, max }
}

/** Published scheduler configs carry fields nobody here knows: their values must be plain, what they mean is schedule.ts's business. */
function schedulerConfig(value: unknown, where: string): SchedulerConfig {
  fields(value, where)
  for (const [key, entry] of Object.entries(value as object)) {
    const plain = entry === null || ['string', 'boolean', 'number'].includes(typeof entry)
    if (!plain) atMostEntries(mostTrainSteps, list(number))(entry, `${where}.${key}`)
  }
  try {
    demandConfig('scheduler', where, value as Record<string, unknown>)
  } catch (thrown) {
    if (!(thrown instanceof EngineError)) throw thrown
    const { field = '', found = '' } = thrown.params
    wrong('bad-manifest.scheduler-field', { where: `${where}.${field}`, found })
  }
  return value as SchedulerConfig
}

function inBothLanguages<T>(value: unknown, where: string, reader: Reader<T>): { en: T; zh: T } {
  const read = fields(value, where)
  return { en: read('en', reader), zh: read('zh', reader) }
}

function onlyOnce(names: readonly string[], where: (at: number) => string): void {
  const before = new Set<string>()
  for (const [at, name] of names.entries()) {
    if (before.has(name)) wrong('bad-manifest.twice', { where: where(at), name })
    before.add(name)
  }
}
