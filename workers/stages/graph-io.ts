// How exported graphs differ at their edges, in one place: half or single precision, int32 or int64 ids, a timestep of any type
// and rank, fixed or free sizes (the table of docs/models.md). Stages say what they mean; this says it the graph's way.
import { EngineError } from '../../src/core/errors/engine-error'
import { fromHalves, toHalves } from '../../src/core/half'
import type { FloatType, LatentHome } from '../latents/latent-home'
import type { GraphTensor } from '../ort/session'
import type { OrtModule, OrtTensor } from '../ort/runtime'

/** The graph's input or output of one of these names, the first that it has. */
export function findTensor(tensors: readonly GraphTensor[], ...names: (string | RegExp)[]): GraphTensor | undefined {
  for (const name of names) {
    const found = tensors.find((tensor) => (typeof name === 'string' ? tensor.name === name : name.test(tensor.name)))
    if (found) return found
  }
  return undefined
}

/** A few numbers as the graph wants them: ids, timesteps, sizes. Whole types cut fractions off, as diffusers does. */
export function smallTensor(ort: OrtModule, { name, type }: GraphTensor, values: readonly number[], dims: readonly number[]): OrtTensor {
  switch (type) {
    case 'float32':
      return new ort.Tensor(type, Float32Array.from(values), dims)
    case 'float16':
      return new ort.Tensor(type, toHalves(values), dims)
    case 'float64':
      return new ort.Tensor(type, Float64Array.from(values), dims)
    case 'int32':
      return new ort.Tensor(type, Int32Array.from(values), dims)
    case 'int64':
      return new ort.Tensor(type, BigInt64Array.from(values, (value) => BigInt(Math.trunc(value))), dims)
    default:
      throw odd(name, `type ${type}`)
  }
}

/** An output as plain numbers, whatever its precision. */
export function floatsOf({ data, type }: OrtTensor): Float32Array {
  if (type === 'float32') return data as Float32Array
  const { buffer, byteOffset, length } = data as Uint16Array // or a Float16Array, where there are such
  return fromHalves(new Uint16Array(buffer, byteOffset, length))
}

/** Latents, text states and pictures where latents live, in the graph's precision. */
export interface FloatPort {
  tensor: OrtTensor
  /** Input: brings the values over before a run. Output: after it. Nothing to do in single precision. */
  transfer(): void
  free(): void
}

export function floatInput<L>(home: LatentHome<L>, info: GraphTensor, x: L, dims: readonly number[]): FloatPort {
  return floatPort(home, info, x, dims, (half, n) => home.toHalf(half, n, x))
}

export function floatOutput<L>(home: LatentHome<L>, info: GraphTensor, x: L, dims: readonly number[]): FloatPort {
  return floatPort(home, info, x, dims, (half, n) => home.fromHalf(x, n, half))
}

function floatPort<L>(home: LatentHome<L>, info: GraphTensor, x: L, dims: readonly number[], transfer: (half: L, n: number) => void): FloatPort {
  demandDims(info, dims)
  const type: FloatType = info.type === 'float32' || info.type === 'float16' ? info.type : fail(odd(info.name, `type ${info.type}`))
  if (type === 'float32') return { tensor: home.tensor(x, dims), transfer() {}, free() {} }
  const n = dims.reduce((product, size) => product * size, 1)
  const half = home.alloc(Math.ceil(n / 2))
  return { tensor: home.tensor(half, dims, type), transfer: () => transfer(half, n), free: () => home.free(half) }
}

/** Rows of a run when `wanted` are asked for: as many, unless the export fixed another number. */
export function fixedRows({ shape: [rows] }: GraphTensor, wanted: number): number {
  return typeof rows === 'number' && rows > 0 ? rows : wanted
}

/** A timestep is a scalar, one value for all rows, or one for each. */
export function timestepDims({ shape }: GraphTensor, rows: number): number[] {
  if (shape.length > 1) return shape.map((size) => (typeof size === 'number' ? size : 1))
  return shape.map((size) => (typeof size === 'number' ? size : /batch/i.test(size) ? rows : 1))
}

/** Whatever is read from a session is held against what will be fed: a wrong size inside run() would poison it. */
export function demandDims({ name, shape }: GraphTensor, dims: readonly number[]): void {
  if (shape.length === 0) return // the graph says nothing of it
  const fits = shape.length === dims.length && shape.every((size, i) => typeof size === 'string' || size <= 0 || size === dims[i])
  if (!fits) {
    throw new EngineError('bad-request.exported-size', {}, `${name} is [${shape.join(', ')}], not [${dims.join(', ')}]`)
  }
}

/** For a graph that wants what this program does not know to give. */
export function odd(tensor: string, what: string): EngineError {
  return new EngineError('model-broken.tensor', {}, `${tensor}: ${what}`)
}

function fail(error: EngineError): never {
  throw error
}
