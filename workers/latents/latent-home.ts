// Where latents live and the one operation done to them there. Two homes: GPU buffers (gpu-latents.ts) and Float32Arrays
// (cpu-latents.ts). Everything else in the worker is written once, over L.
import type { LatentOps } from '../../src/core/samplers/types'
import type { GuidanceRule } from '../denoise/guidance-rules'
import type { OrtTensor } from '../ort/runtime'
import type { Soundness } from './soundness'

/** What networks take latents and text states in. */
export type FloatType = 'float32' | 'float16'

/** weight · x[offset … offset+n). */
export interface Term<L> { weight: number; x: L; offset?: number }

/** A rectangle of every plane of one [planes,height,width] into another. */
export interface Paste<L> {
  planes: number
  from: Rectangle<L>
  to: Rectangle<L>
  /** Of the rectangle. */
  width: number
  height: number
  /** [height] and [width]: each value is added times its row's and its column's weight. Absent = copied. */
  weights?: { rows: L; columns: L }
}

/** Where the rectangle lies in planes of this size. */
export interface Rectangle<L> { x: L; planeWidth: number; planeHeight: number; left: number; top: number }

export interface LatentHome<L> {
  /** Uninitialised storage for `length` float32 values, from a pool. */
  alloc(length: number): L
  free(x: L): void
  upload(values: Float32Array): L
  /** out[i + c·n] = Σ weight·x[offset + i] for i < n and each copy c. At most 6 terms. */
  linear(out: L, n: number, terms: readonly Term<L>[], copies?: number): void
  paste(copy: Paste<L>): void
  /** out = x, every value limited to [-limit, limit]; the first n. */
  clamp(out: L, n: number, x: L, limit: number): void
  /** out = w₀·blendA + w₁·blendB with the weights the rule finds in (a, b); the first n values. */
  blendByRule(out: L, n: number, rule: GuidanceRule, buffers: { a: L; b: L; blendA: L; blendB: L }): void
  /** NV noise made where it is needed: out = scale · draw `draw` of the seed. Null where the CPU makes it. */
  philox: ((out: L, n: number, seed: number, draw: number, scale: number) => void) | null
  /** The same storage seen by ONNX runtime; float16 where `toHalf` wrote it or `fromHalf` will read it. */
  tensor(x: L, dims: readonly number[], type?: FloatType): OrtTensor
  /** out = the first n values of x as half-precision numbers, two in the place of one: `out` has ⌈n/2⌉. */
  toHalf(out: L, n: number, x: L): void
  /** out = n values of `halves`, as toHalf lays them out. */
  fromHalf(out: L, n: number, halves: L): void
  /** Overwrites the first values in place (timesteps and the like: a few bytes). */
  write(x: L, values: Float32Array): void
  /** Whether the first n values can be a picture. Asked now and answered when it is computed: x may be freed at once. Reads four bytes back. */
  soundness(x: L, n: number): Promise<Soundness>
  /** Resolves when everything asked for so far has really been computed. */
  finished(): Promise<void>
  /** Planar RGB in [-1,1], [3,height,width], as RGBA bytes: the one readback. */
  readPicture(rgb: L, width: number, height: number): Promise<Uint8ClampedArray<ArrayBuffer>>
  dispose(): void
}

export const maxTerms = 6

/** The sampler's algebra over a home. `noise` hands out draws made before the loop, so that the loop uploads none. */
export function latentOps<L>(home: LatentHome<L>, length: number, draws: L[]): LatentOps<L> {
  return {
    combine(terms) {
      // A linear combination may be longer than one kernel takes: the sum so far becomes the first term of the next pass.
      let sum: L | null = null
      for (let start = 0; start < terms.length; ) {
        const room: number = sum === null ? maxTerms : maxTerms - 1
        const pass: Term<L>[] = terms.slice(start, start + room).map(([weight, x]) => ({ weight, x }))
        start += room
        const out = home.alloc(length)
        home.linear(out, length, sum === null ? pass : [{ weight: 1, x: sum }, ...pass])
        if (sum !== null) home.free(sum)
        sum = out
      }
      if (sum === null) throw new Error('combine needs at least one term')
      return sum
    },
    noise() {
      const draw = draws.shift()
      if (draw === undefined) throw new Error('the sampler asked for more noise than it rehearsed')
      return draw
    },
    release: (x) => home.free(x),
    clamp(x, limit) {
      const out = home.alloc(length)
      home.clamp(out, length, x, limit)
      return out
    },
  }
}
