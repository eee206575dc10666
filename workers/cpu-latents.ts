// Latents as Float32Arrays: the home of the wasm backend, and the reference the GPU one is held against.
import type { LatentHome } from './latents'
import type { OrtModule } from './ort/runtime'

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
    clamp(out, n, x, limit) {
      for (let i = 0; i < n; i++) out[i] = Math.min(limit, Math.max(-limit, x[i]!))
    },
    tensor: (x, dims) => new ort.Tensor('float32', x, dims),
    write: (x, values) => x.set(values),
    // A real task, not a microtask: lets cancel() arrive and the canvases show.
    finished: () => new Promise((resolve) => setTimeout(resolve)),
    readPicture: (rgb, width, height) => Promise.resolve(toRgba(rgb, width * height)),
    dispose() {},
  }
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
