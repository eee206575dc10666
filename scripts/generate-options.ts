// What `npm run generate` was asked for. Every mistake becomes one sentence that says what would be right.
import { parseArgs } from 'node:util'
import { SCHEDULES } from '../src/core/schedule'
import { resolveSampler, samplers } from '../src/core/samplers'
import type { GenerateRequest } from '../src/protocol/engine-api'

export const usage = `npm run generate -- "a red fish" [options]
  --out FILE              where the PNG goes (default darkroom.png)
  --seed N                default: a fresh one
  --steps N               1 to 150; the model's own when left out, like every option below
  --negative TEXT
  --guidance N            1 to 30
  --sampler ID            ${samplers.map(({ meta }) => meta.id).join(', ')}
  --schedule ID           automatic, ${SCHEDULES.join(', ')}
  --rng cpu|nv            which numbers a seed means: PyTorch's on the CPU, or a CUDA card's
  --size WxH
  --model ID
  --backend webgpu|wasm   default: webgpu where there is a GPU, else wasm`

export interface GenerateOptions {
  out: string
  backend: 'webgpu' | 'wasm' | 'auto'
  model: string | null
  /** What was said; the page fills in the rest from the model's defaults. */
  request: Partial<GenerateRequest> & { prompt: string }
}

/** Throws an Error whose message is for the person. */
export function readOptions(args: string[]): GenerateOptions {
  const { values, positionals } = split(args)
  const [prompt, ...rest] = positionals
  if (prompt === undefined) throw new Error('A prompt is missing, such as "a red fish".')
  if (rest.length > 0) throw new Error(`The prompt must be one argument: put it in quotes ("${[prompt, ...rest].join(' ')}").`)

  const request: GenerateOptions['request'] = { prompt }
  if (values.negative !== undefined) request.negativePrompt = values.negative
  if (values.steps !== undefined) request.steps = wholeNumber('--steps', values.steps, 1, 150)
  if (values.seed !== undefined) request.seed = wholeNumber('--seed', values.seed, 0, Number.MAX_SAFE_INTEGER)
  if (values.guidance !== undefined) request.guidance = number('--guidance', values.guidance, 1, 30)
  if (values.sampler !== undefined) request.sampler = samplerId(values.sampler)
  if (values.schedule !== undefined) request.schedule = oneOf('--schedule', values.schedule, ['automatic', ...SCHEDULES])
  if (values.rng !== undefined) request.rng = oneOf('--rng', values.rng, ['cpu', 'nv'])
  if (values.size !== undefined) Object.assign(request, size(values.size))
  return {
    out: values.out,
    backend: oneOf('--backend', values.backend, ['auto', 'webgpu', 'wasm']),
    model: values.model ?? null,
    request,
  }
}

function split(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        out: { type: 'string', default: 'darkroom.png' },
        seed: { type: 'string' },
        steps: { type: 'string' },
        negative: { type: 'string' },
        guidance: { type: 'string' },
        sampler: { type: 'string' },
        schedule: { type: 'string' },
        rng: { type: 'string' },
        size: { type: 'string' },
        model: { type: 'string' },
        backend: { type: 'string', default: 'auto' },
      },
    })
  } catch (error) {
    // Node's own sentence goes on with advice on positional arguments; its first sentence is the one that helps.
    throw new Error(String(error instanceof Error ? error.message : error).split(/\.\s/)[0], { cause: error })
  }
}

function number(name: string, text: string, min: number, max: number): number {
  const value = Number(text)
  if (text.trim() === '' || !(value >= min && value <= max)) throw new Error(`${name} must be a number from ${min} to ${max}, not "${text}".`)
  return value
}

function wholeNumber(name: string, text: string, min: number, max: number): number {
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < min || value > max) throw new Error(`${name} must be a whole number from ${min} to ${max}, not "${text}".`)
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

function size(text: string): { width: number; height: number } {
  const match = /^(\d+)x(\d+)$/.exec(text)
  if (!match) throw new Error(`--size must look like 128x128, not "${text}".`)
  return { width: Number(match[1]), height: Number(match[2]) }
}
