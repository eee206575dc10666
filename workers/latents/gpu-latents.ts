// Latents as GPU buffers. Buffers go back to a pool by size: the queue orders every use, so reuse needs no waiting.
import type { FloatType, LatentHome } from './latent-home'
import type { OrtTensor } from '../ort/runtime'
import { guidanceKernel } from '../gpu/guidance-kernel'
import { halfKernels } from '../gpu/half-kernels'
import { ownLabel } from '../gpu/ledger'
import { linearKernel } from '../gpu/linear'
import { mapKernel } from '../gpu/map-kernel'
import { pasteKernel } from '../gpu/paste-kernel'
import { philoxKernel } from '../gpu/philox-kernel'
import { readPicture } from '../gpu/rgba'
import { soundnessKernel } from '../gpu/soundness-kernel'

export interface GpuLatent { buffer: GPUBuffer; length: number }

/** `asTensor` shows a buffer to ONNX runtime. */
export function gpuLatents(device: GPUDevice, asTensor: (buffer: GPUBuffer, dims: readonly number[], type: FloatType) => OrtTensor): LatentHome<GpuLatent> {
  const linear = linearKernel(device)
  const guidance = guidanceKernel(device)
  const philox = philoxKernel(device, 'normals')
  // NaN stays NaN, told by its bits: what clamp makes of it is left to the driver, and would hide it.
  const clamp = mapKernel(device, 'select(clamp(x, -parameter, parameter), x, (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u)')
  const half = halfKernels(device)
  const paste = pasteKernel(device)
  const soundness = soundnessKernel(device)
  const pool = new Map<number, GpuLatent[]>()
  const all = new Set<GPUBuffer>()
  const alloc = (length: number): GpuLatent => {
    const free = pool.get(length)?.pop()
    if (free) return free
    const buffer = device.createBuffer({
      label: `${ownLabel}:latent`,
      size: Math.ceil(length / 4) * 16, // ORT's kernels read in vec4: a smaller binding is refused
      usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
    })
    all.add(buffer)
    return { buffer, length }
  }
  return {
    alloc,
    free(x) {
      const free = pool.get(x.length)
      if (free) free.push(x)
      else pool.set(x.length, [x])
    },
    upload(values) {
      const x = alloc(values.length)
      device.queue.writeBuffer(x.buffer, 0, values as Float32Array<ArrayBuffer>)
      return x
    },
    linear(out, n, terms, copies = 1) {
      linear(out.buffer, n, copies, terms.map(({ weight, x, offset = 0 }) => ({ weight, buffer: x.buffer, offset })))
    },
    paste: ({ from, to, weights, ...size }) => paste({
      ...size,
      from: { ...from, x: from.x.buffer },
      to: { ...to, x: to.x.buffer },
      ...(weights && { weights: { rows: weights.rows.buffer, columns: weights.columns.buffer } }),
    }),
    clamp: (out, n, x, limit) => clamp(out.buffer, n, x.buffer, limit),
    blendByRule(out, n, rule, { a, b, blendA, blendB }) {
      guidance(out.buffer, n, rule, { a: a.buffer, b: b.buffer, blendA: blendA.buffer, blendB: blendB.buffer })
    },
    philox: (out, n, seed, draw, scale) => philox(out.buffer, n, seed, draw, scale),
    tensor: ({ buffer }, dims, type = 'float32') => asTensor(buffer, dims, type),
    toHalf: (out, n, x) => half.pack(out.buffer, n, x.buffer),
    fromHalf: (out, n, halves) => half.unpack(out.buffer, n, halves.buffer),
    write: ({ buffer }, values) => device.queue.writeBuffer(buffer, 0, values as Float32Array<ArrayBuffer>),
    soundness: ({ buffer }, n) => soundness(buffer, n),
    finished: () => device.queue.onSubmittedWorkDone(),
    readPicture: ({ buffer }, width, height) => readPicture(device, buffer, width, height),
    dispose() {
      for (const buffer of all) buffer.destroy()
    },
  }
}
