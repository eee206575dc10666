// Checks a parsed models.manifest.json field by field. What comes out is built anew from checked fields, so a field that
// manifest.ts gains does not compile until it is checked here. A wrong one is named: `models[0].files[2].sha256`.
import { EngineError } from './engine-error'
import { gpuFeatures } from './manifest'
import type { ManifestFile, ModelFile, ModelGraph, ModelManifest, ModelPrecision, ModelTokenizer, TextOutputs } from './manifest'
import type { SchedulerConfig } from './schedule'

/** Turns an unknown value found at `where` into a T, or throws. */
type Reader<T> = (value: unknown, where: string) => T

/** @throws EngineError `bad-manifest` that names the first wrong field. */
export function checkManifest(parsed: unknown): ManifestFile {
  const read = fields(parsed, 'manifest', '')
  if (read('version', number) !== 1) wrong('version', 'should be 1')
  const models = read('models', list(model))
  const ids = models.map(({ id }) => id)
  ids.forEach((id, at) => ids.indexOf(id) < at && wrong(`models[${at}].id`, `is “${id}” a second time`))
  return { version: 1, models }
}

function model(value: unknown, where: string): ModelManifest {
  const read = fields(value, where)
  const files = read('files', list(file))
  if (files.length === 0) wrong(`${where}.files`, 'should name at least one file')
  files.forEach(({ path }, at) => files.findIndex((other) => other.path === path) < at && wrong(`${where}.files[${at}].path`, `is “${path}” a second time`))
  const listed: Reader<string> = (path, at) => (files.some((known) => known.path === path) ? String(path) : wrong(at, `should be a path of ${where}.files, is ${show(path)}`))

  return {
    id: read('id', matching(/^[a-z0-9][a-z0-9._-]*$/, 'lower-case letters, digits, - _ .')),
    name: read('name', text),
    description: read('description', (both, at) => inBothLanguages(both, at, text)),
    licence: read('licence', text),
    baseUrl: read('baseUrl', matching(/^(https?:\/\/[^?#]+|[\w.][\w./+-]*)\/$/, 'an http(s) or relative address that ends in /')),
    files,
    precisions: read('precisions', precisionsOf(listed)),
    tokenizer: read('tokenizer', tokenizerOf(listed)),
    ...(has(value, 'tokenizer2') && { tokenizer2: read('tokenizer2', tokenizerOf(listed)) }),
    ...(has(value, 'text') && { text: read('text', textOutputs) }),
    scheduler: read('scheduler', schedulerConfig),
    latent: read('latent', latent),
    size: read('size', size),
    textWidth: read('textWidth', count),
    ...(has(value, 'guidanceEmbedding') && { guidanceEmbedding: read('guidanceEmbedding', count) }),
    defaults: read('defaults', (defaults, at) => {
      const readDefault = fields(defaults, at)
      return { sampler: readDefault('sampler', text), schedule: readDefault('schedule', text), steps: readDefault('steps', count), guidance: readDefault('guidance', number) }
    }),
    examples: read('examples', (examples, at) => inBothLanguages(examples, at, list(text))),
  }
}

function file(value: unknown, where: string): ModelFile {
  const read = fields(value, where)
  return {
    // No '..', no leading '/', no scheme: the path is joined to baseUrl.
    path: read('path', matching(/^\w[\w.+-]*(\/\w[\w.+-]*)*$/, 'a relative path of plain names')),
    bytes: read('bytes', count),
    ...(has(value, 'sha256') && { sha256: read('sha256', matching(/^[0-9a-f]{64}$/, '64 lower-case hex digits')) }),
    ...(has(value, 'url') && { url: read('url', matching(/^https?:\/\/[^?#]+$/, 'an absolute http(s) address')) }),
  }
}

const tokenizerOf = (listed: Reader<string>): Reader<ModelTokenizer> => (value, where) => {
  const read = fields(value, where)
  return {
    tokenizer: read('tokenizer', listed),
    ...(has(value, 'merges') && { merges: read('merges', listed) }),
    ...(has(value, 'config') && { config: read('config', listed) }),
    maxLength: read('maxLength', count),
    padId: read('padId', integer),
  }
}

function textOutputs(value: unknown, where: string): TextOutputs {
  const read = fields(value, where)
  return {
    states: read('states', list(text)),
    ...(has(value, 'pooled') && { pooled: read('pooled', text) }),
    ...(has(value, 'zerosForEmpty') && { zerosForEmpty: read('zerosForEmpty', flag) }),
  }
}

const precisionsOf = (listed: Reader<string>): Reader<ModelPrecision[]> => (value, where) => {
  const found = list(precisionOf(listed))(value, where)
  if (found.length === 0) wrong(where, 'should have at least one entry')
  found.forEach(({ id }, at) => found.findIndex((other) => other.id === id) < at && wrong(`${where}[${at}].id`, `is “${id}” a second time`))
  return found
}

const precisionOf = (listed: Reader<string>): Reader<ModelPrecision> => (value, where) => {
  const read = fields(value, where)
  return {
    id: read('id', matching(/^[a-z0-9]+$/, 'lower-case letters and digits')),
    ...(has(value, 'requires') && { requires: read('requires', list(oneOf(gpuFeatures))) }),
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
    externalData: read('externalData', (named, at) => {
      const readData = fields(named, at)
      return Object.fromEntries(Object.keys(named as object).map((location) => [location, readData(location, listed)]))
    }),
  }
}

function latent(value: unknown, where: string): ModelManifest['latent'] {
  const read = fields(value, where)
  const channels = read('channels', count)
  return {
    channels,
    factor: read('factor', count),
    scaling: read('scaling', positive),
    ...(has(value, 'shift') && { shift: read('shift', number) }),
    ...(has(value, 'range') && { range: read('range', oneOf(['unit'] as const)) }),
    rgbFactors: read('rgbFactors', listOf(channels, listOf(3, number))), // [channels][3]
    rgbBias: read('rgbBias', listOf(3, number)),
  }
}

function size(value: unknown, where: string): ModelManifest['size'] {
  const read = fields(value, where)
  const [step, min, max] = [read('step', count), read('min', count), read('max', count)]
  const side: Reader<number> = (pixels, at) => {
    const found = count(pixels, at)
    return found % step === 0 && found >= min && found <= max ? found : wrong(at, `should be a multiple of ${step} from ${min} to ${max}, is ${found}`)
  }
  return { width: read('width', side), height: read('height', side), step, min, max }
}

/** Published scheduler configs carry fields nobody here knows: their values must be plain, what they mean is schedule.ts's business. */
function schedulerConfig(value: unknown, where: string): SchedulerConfig {
  fields(value, where)
  for (const [key, entry] of Object.entries(value as object)) {
    const plain = entry === null || ['string', 'boolean', 'number'].includes(typeof entry)
    if (!plain) list(number)(entry, `${where}.${key}`)
    if (/^beta_(start|end)$|^num_train_timesteps$/.test(key)) positive(entry, `${where}.${key}`)
  }
  return value as SchedulerConfig
}

function inBothLanguages<T>(value: unknown, where: string, reader: Reader<T>): { en: T; zh: T } {
  const read = fields(value, where)
  return { en: read('en', reader), zh: read('zh', reader) }
}

// Readers of plain values.

const text: Reader<string> = (value, where) => (typeof value === 'string' && value.trim() !== '' ? value : wrong(where, `should be text, is ${show(value)}`))
const flag: Reader<boolean> = (value, where) => (typeof value === 'boolean' ? value : wrong(where, `should be true or false, is ${show(value)}`))
const number: Reader<number> = (value, where) => (typeof value === 'number' && Number.isFinite(value) ? value : wrong(where, `should be a number, is ${show(value)}`))
const positive: Reader<number> = (value, where) => (number(value, where) > 0 ? Number(value) : wrong(where, `should be above 0, is ${show(value)}`))
const integer: Reader<number> = (value, where) => (Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : wrong(where, `should be a whole number, is ${show(value)}`))
const count: Reader<number> = (value, where) => positive(integer(value, where), where)

const matching = (pattern: RegExp, described: string): Reader<string> => (value, where) =>
  typeof value === 'string' && pattern.test(value) ? value : wrong(where, `should be ${described}, is ${show(value)}`)

const oneOf = <T extends string>(known: readonly T[]): Reader<T> => (value, where) =>
  known.find((one) => one === value) ?? wrong(where, `should be ${known.map(show).join(' or ')}, is ${show(value)}`)

const list = <T>(entry: Reader<T>): Reader<T[]> => (value, where) =>
  Array.isArray(value) ? value.map((found: unknown, at) => entry(found, `${where}[${at}]`)) : wrong(where, `should be a list, is ${show(value)}`)

const listOf = <T>(length: number, entry: Reader<T>): Reader<T[]> => (value, where) => {
  const found = list(entry)(value, where)
  return found.length === length ? found : wrong(where, `should have ${length} entries, has ${found.length}`)
}

/** Reads the fields of an object; `where` names it in messages, `prefix` its fields. */
function fields(value: unknown, where: string, prefix = `${where}.`): <T>(name: string, reader: Reader<T>) => T {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) wrong(where, `should be an object, is ${show(value)}`)
  const named = value as Record<string, unknown>
  return (name, reader) => reader(Object.hasOwn(named, name) ? named[name] : undefined, `${prefix}${name}`)
}

const has = (value: unknown, name: string): boolean => typeof value === 'object' && value !== null && Object.hasOwn(value, name)
const show = (value: unknown): string => (value === undefined ? 'missing' : (JSON.stringify(value)?.slice(0, 60) ?? typeof value))

function wrong(where: string, what: string): never {
  throw new EngineError('bad-manifest', `The list of models has a mistake: ${where} ${what}.`, 'Correct models.manifest.json, or run npm run manifest, then reload.', where)
}
