// The words behind `npm run rehearse --`.
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'

export const usage = `npm run rehearse -- SHAPE [--folder DIR] [--size 64,256] [--steps 2] [--loads 3] [--json FILE] [--rate MB] [--gpu | --wasm]

  SHAPE     such as sd15: a name for the report, and for the folder when none is given (rehearsal-SHAPE among the temporary files)
  --folder  written by tools/rehearsal.py, or any model
  --size    sides of the pictures in pixels, small to large; the first that fails is the last; 0 = none
  --loads   how often the stored model is loaded, each time in a new page
  --json    where the numbers go too
  --rate    MB a second that the server sends at most, as over a slow line
  --gpu     on the machine's own GPU instead of a software one
  --wasm    on the processor, without any GPU`

export interface RehearseOptions {
  shape: string
  folder: string
  /** Ascending; empty = no picture. */
  sizes: number[]
  steps: number
  loads: number
  json: string | null
  /** Bytes a second; null = as fast as can be. */
  rate: number | null
  on: 'software' | 'gpu' | 'wasm'
}

/** Throws an Error that says what is wrong with them. */
export function readOptions(args: string[]): RehearseOptions {
  const { values, positionals: [shape, ...more] } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      folder: { type: 'string' }, size: { type: 'string', default: '64' }, steps: { type: 'string', default: '2' }, loads: { type: 'string', default: '3' },
      json: { type: 'string' }, rate: { type: 'string' }, gpu: { type: 'boolean', default: false }, wasm: { type: 'boolean', default: false },
    },
  })
  if (!shape || more.length > 0) throw new Error('One shape is needed.')
  if (values.gpu && values.wasm) throw new Error('--gpu and --wasm exclude each other.')
  return {
    shape,
    folder: resolve(values.folder ?? join(tmpdir(), `rehearsal-${shape}`)),
    sizes: values.size.split(',').map((size) => whole('--size', size, 0)).filter((size) => size > 0).toSorted((a, b) => a - b),
    steps: whole('--steps', values.steps, 1),
    loads: whole('--loads', values.loads, 1),
    json: values.json === undefined ? null : resolve(values.json),
    rate: values.rate === undefined ? null : positive('--rate', values.rate) * 1e6,
    on: values.gpu ? 'gpu' : values.wasm ? 'wasm' : 'software',
  }
}

function whole(name: string, text: string, least: number): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isInteger(value) || value < least) throw new Error(`${name} ${text} is no whole number from ${least} on.`)
  return value
}

function positive(name: string, text: string): number {
  const value = Number(text)
  if (!(value > 0 && value < Infinity)) throw new Error(`${name} ${text} is no number above 0.`)
  return value
}
