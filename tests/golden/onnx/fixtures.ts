// The tiny graphs of this folder (written by tools/onnx_fixtures.py), and running one on the runtime's CPU build.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as ort from 'onnxruntime-web/wasm'

interface Values {
  type: 'float32' | 'float16' | 'float64' | 'int64' | 'int32' | 'bool'
  dims: number[]
  data: number[]
}

export interface Fixture {
  file: Blob
  feeds: Record<string, Values>
  /** What onnxruntime in Python computes. */
  outputs: Record<string, Values>
}

export interface Graph {
  graph: Blob
  externalData?: { path: string; data: Blob }[]
}

const described = JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures.json'), 'utf8')) as Record<string, Omit<Fixture, 'file'>>

export const fixtureNames = Object.keys(described)

export function fixture(name: string): Fixture {
  const known = described[name]
  if (!known) throw new Error(`no fixture ${name}`)
  return { ...known, file: new Blob([readFileSync(join(import.meta.dirname, `${name}.onnx`))]) }
}

type Build = typeof ort

/** The build that browsers with a GPU get. Its processor kernels work without one, and lack what they lack there. */
export const gpuBuild = (): Promise<Build> => import('onnxruntime-web/webgpu')

/** Outputs by name, as numbers. */
export async function runGraph({ graph, externalData = [] }: Graph, feeds: Fixture['feeds'], build: Build = ort): Promise<Record<string, number[]>> {
  build.env.wasm.numThreads = 1
  const session = await build.InferenceSession.create(new Uint8Array(await graph.arrayBuffer()), {
    executionProviders: ['wasm'],
    logSeverityLevel: 3,
    externalData: await Promise.all(externalData.map(async ({ path, data }) => ({ path, data: new Uint8Array(await data.arrayBuffer()) }))),
  })
  try {
    const results = await session.run(Object.fromEntries(session.inputNames.map((name) => [name, tensorOf(build, feeds[name]!)])))
    return Object.fromEntries(Object.entries(results).map(([name, tensor]) => [name, numbersOf(tensor)]))
  } finally {
    await session.release()
  }
}

function tensorOf({ Tensor }: Build, { type, dims, data }: Values): ort.Tensor {
  switch (type) {
    case 'int64':
      return new Tensor('int64', BigInt64Array.from(data, BigInt), dims)
    case 'int32':
      return new Tensor('int32', Int32Array.from(data), dims)
    case 'bool':
      return new Tensor('bool', Uint8Array.from(data), dims)
    case 'float64':
      return new Tensor('float64', Float64Array.from(data), dims)
    case 'float32':
      return new Tensor('float32', Float32Array.from(data), dims)
    case 'float16':
      throw new Error('no fixture is fed with float16')
  }
}

function numbersOf(tensor: ort.Tensor): number[] {
  if (tensor.type !== 'float16') return Array.from(tensor.data as Float32Array)
  // Uint16Array in engines without Float16Array.
  const { buffer, byteOffset, length } = tensor.data as Uint16Array
  return Array.from(new Uint16Array(buffer, byteOffset, length), halfToNumber)
}

function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 31
  const fraction = bits & 1023
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}

/** The largest difference; NaN and a wrong length count as infinite. */
export function deviation(actual: readonly number[] | undefined, expected: Values): number {
  if (actual?.length !== expected.data.length) return Number.POSITIVE_INFINITY
  return actual.reduce((worst, value, i) => (Number.isNaN(value) ? Number.POSITIVE_INFINITY : Math.max(worst, Math.abs(value - expected.data[i]!))), 0)
}
