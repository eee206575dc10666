// What `npm run generate` was asked for. Its options are the field table's flags; every mistake becomes one sentence that says what
// would be right.
import { parseArgs } from 'node:util'
import { splitNames } from '../src/core/request/field-texts'
import { fieldIds, fieldOf, isChoice, numberField } from '../src/core/request/fields'
import type { FieldId, FormValues } from '../src/core/request/fields'
import { resolveSampler, samplers } from '../src/core/samplers'
import { SCHEDULES } from '../src/core/schedule/names'

const schedules = ['automatic', ...SCHEDULES]
const flags = [...new Set(fieldIds.flatMap((id) => flagOf(id) ?? []))]

export const usage = `npm run generate -- "a red fish" [options]
  --out FILE                 where the PNG goes (default darkroom.png)
  --backend webgpu|wasm      default: webgpu where there is a GPU, else wasm
What is left out is the model’s own or off, and the seed a fresh one:
${flags.map((flag) => `  ${`--${flag} ${placeholderOf(flag)}`.padEnd(27)}${explanationOf(flag)}`.trimEnd()).join('\n')}`

export interface GenerateOptions {
  out: string
  backend: 'webgpu' | 'wasm' | 'auto'
  /** What was said; the rest is the model's. */
  values: Partial<FormValues> & { prompt: string }
}

/** Throws an Error whose message is for the person. */
export function readOptions(args: string[]): GenerateOptions {
  const { values: { out, backend, ...said }, positionals: [prompt, ...rest] } = split(args)
  if (prompt === undefined) throw new Error('A prompt is missing, such as "a red fish".')
  if (rest.length > 0) throw new Error(`The prompt must be one argument: put it in quotes ("${[prompt, ...rest].join(' ')}").`)
  const values = Object.entries(said).flatMap(([flag, text]) => readFlag(flag, String(text)))
  return { out: String(out), backend: oneOf('--backend', String(backend), ['auto', 'webgpu', 'wasm']), values: { prompt, ...Object.fromEntries(values) } }
}

/** The option that a field is given by; null for the prompt, which needs none. */
export function flagOf(id: FieldId): string | null {
  const { flag } = fieldOf(id)
  return flag === undefined ? null : typeof flag === 'string' ? flag : flag.name
}

function split(args: string[]) {
  try {
    const options = Object.fromEntries(flags.map((flag) => [flag, { type: 'string' as const }]))
    return parseArgs({ args, allowPositionals: true, options: { ...options, out: { type: 'string', default: 'darkroom.png' }, backend: { type: 'string', default: 'auto' } } })
  } catch (error) {
    // Node's own sentence goes on with advice on positional arguments; its first sentence is the one that helps.
    throw new Error(String(error instanceof Error ? error.message : error).split(/\.\s/)[0], { cause: error })
  }
}

function readFlag(flag: string, text: string): [FieldId, string | number][] {
  const parts = splitNames('flag', flag, text)
  if (!parts || (parts.length > 1 && !/^\d+x\d+$/.test(text))) throw new Error(`--${flag} must look like 128x128, not "${text}".`)
  return parts.map(({ id, part }) => [id, readValue(id, `--${flag}`, part)])
}

function readValue(id: FieldId, flag: string, text: string): string | number {
  const field = fieldOf(id)
  if (field.kind === 'text') return text
  if (isChoice(field)) {
    if (field.of === 'model') return text
    if (field.of === 'sampler') return samplerId(text)
    return oneOf(flag, text, field.of === 'schedule' ? schedules : field.of)
  }
  const { min, max, whole } = numberField(id)
  const value = Number(text)
  // The model decides about its sizes.
  if (id === 'width' || id === 'height') return value
  if (whole && (!/^\d+$/.test(text) || value < min || value > max)) throw new Error(`${flag} must be a whole number from ${min} to ${max}, not "${text}".`)
  if (text.trim() === '' || !(value >= min && value <= max)) throw new Error(`${flag} must be a number from ${min} to ${max}, not "${text}".`)
  return value
}

function oneOf<T extends string>(name: string, text: string, known: readonly T[]): T {
  const found = known.find((value) => value === text)
  if (found === undefined) throw new Error(`${name} must be one of ${known.join(', ')}, not "${text}".`)
  return found
}

/** Accepts every name the registry knows, such as "Euler a". */
function samplerId(text: string): string {
  const found = resolveSampler(text)
  if (!found) throw new Error(`There is no sampler "${text}". There are: ${samplers.map(({ meta }) => meta.id).join(', ')}.`)
  return found.meta.id
}

function placeholderOf(flag: string): string {
  const [id, other] = fieldIds.filter((one) => flagOf(one) === flag)
  const field = fieldOf(id!)
  if (other) return 'WxH'
  if (isChoice(field)) return typeof field.of === 'string' ? 'ID' : field.of.join('|')
  return field.kind === 'text' ? 'TEXT' : 'N'
}

/** The name under a picture, and what may stand there. */
function explanationOf(flag: string): string {
  const id = fieldIds.find((one) => flagOf(one) === flag)!
  const field = fieldOf(id)
  const name = typeof field.infotext === 'string' ? field.infotext : field.infotext!.name
  if (field.kind === 'text' || id === 'model' || id === 'width') return name
  if (field.kind === 'seed') return `${name}, a whole number`
  if (!isChoice(field)) return `${name}, ${field.min} to ${field.max}`
  if (field.of === 'sampler') return samplers.map(({ meta }) => meta.id).join(', ')
  if (field.of === 'schedule') return schedules.join(', ')
  return 'which numbers a seed means: PyTorch’s on the CPU, or a CUDA card’s'
}
