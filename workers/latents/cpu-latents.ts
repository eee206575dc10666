// Latents as Float32Arrays: the home of the wasm backend, and the reference the GPU one is held against.
import { fromHalves, toHalves } from '../../src/core/half'
import { ruleWeights } from '../denoise/guidance-rules'
import type { LatentHome } from './latent-home'
import { soundnessOf } from './soundness'
import { nextTask } from '../next-task'
import type { OrtModule } from '../ort/runtime'

export function cpuLatents(ort: OrtModule): LatentHome<Float32Array> {
  return {
    alloc: (length) => new Float32Array(length),
    free() {},
    upload: (values) => values.slice(),
    linear(out, n, terms, copies = 1) {
      for (let i = 0; i < n; i++) {
        let sum = 0
        for (const { weight, x, offset = 0 } of terms) sum += weight * x[offset + i]!
        out[i] = sum
      }
      for (let copy = 1; copy < copies; copy++) out.copyWithin(copy * n, 0, n)
    },
    paste({ planes, from, to, width, height, weights }) {
      for (let plane = 0; plane < planes; plane++) {
        for (let y = 0; y < height; y++) {
          const source = (plane * from.planeHeight + from.top + y) * from.planeWidth + from.left
          const target = (plane * to.planeHeight + to.top + y) * to.planeWidth + to.left
          if (!weights) to.x.set(from.x.subarray(source, source + width), target)
          else for (let x = 0; x < width; x++) to.x[target + x]! += weights.rows[y]! * weights.columns[x]! * from.x[source + x]!
        }
      }
    },
    clamp(out, n, x, limit) {
      for (let i = 0; i < n; i++) out[i] = Math.min(limit, Math.max(-limit, x[i]!))
    },
    blendByRule(out, n, rule, { a, b, blendA, blendB }) {
      const [weightA, weightB] = ruleWeights(rule, a.subarray(0, n), b.subarray(0, n))
      for (let i = 0; i < n; i++) out[i] = weightA * blendA[i]! + weightB * blendB[i]!
    },
    philox: null,
    // A tensor may cover only the front of its storage (the prompt's own text states, without the empty prompt's).
    tensor(x, dims, type = 'float32') {
      const n = dims.reduce((product, size) => product * size, 1)
      return type === 'float32' ? new ort.Tensor(type, x.subarray(0, n), dims) : new ort.Tensor(type, halvesOf(x, n), dims)
    },
    toHalf: (out, n, x) => void toHalves(x.subarray(0, n), halvesOf(out, n)),
    fromHalf: (out, n, halves) => void fromHalves(halvesOf(halves, n), out.subarray(0, n)),
    write: (x, values) => x.set(values),
    soundness: async (x, n) => soundnessOf(x, n),
    finished: nextTask,
    readPicture: (rgb, width, height) => Promise.resolve(toRgba(rgb, width * height)),
    dispose() {},
  }
}

/** The same memory as n halves. */
function halvesOf(x: Float32Array, n: number): Uint16Array<ArrayBuffer> {
  return new Uint16Array(x.buffer as ArrayBuffer, x.byteOffset, n)
}

/** [3,n] planar in [-1,1] → RGBA bytes. */
export function toRgba(rgb: Float32Array, n: number): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(n * 4)
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < 3; c++) rgba[i * 4 + c] = Math.floor((rgb[c * n + i]! * 0.5 + 0.5) * 255 + 0.5)
    rgba[i * 4 + 3] = 255
  }
  return rgba
}
