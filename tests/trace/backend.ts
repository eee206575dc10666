// Where a trace runs: the CPU algebra here, the WGSL one in gpu/gpu-page.ts. Nothing is downloaded before a run is over, so that
// the GPU one runs as the app does.
import type { NoiseSource } from '../../src/core/random/noise-source'
import { countingOps, cpuLatentOps } from '../../src/core/samplers/cpu-ops'
import type { LatentOps } from '../../src/core/samplers/types'

export interface TraceBackend<L> {
  name: string
  ops(noise: NoiseSource, length: number): LatentOps<L>
  upload(values: Float32Array): L
  /** The traces' toy network, a fresh latent: tanh(x / 2) · weight. */
  toyNetwork(x: L, weight: number): L
  download(latent: L): Promise<Float32Array>
}

export const cpuBackend: TraceBackend<Float32Array> = {
  name: 'cpu',
  ops: cpuLatentOps,
  upload: (values) => values.slice(),
  toyNetwork: (x, weight) => x.map((value) => Math.tanh(0.5 * value) * weight),
  download: async (latent) => latent,
}

/** A backend's algebra that refuses latents used after release, and knows how many are still alive. */
export function checkedOps<L>(backend: TraceBackend<L>, noise: NoiseSource, length: number) {
  return countingOps(backend.ops(noise, length))
}

/** Copies of latents, kept where they live until the run is over. */
export function keepLatents<L>(backend: TraceBackend<L>, ops: LatentOps<L>) {
  const kept: L[] = []
  return {
    keep: (x: L): void => void kept.push(ops.combine([[1, x]])),
    /** Downloads and gives back what was kept, in order. */
    async download(): Promise<Float32Array[]> {
      const values: Float32Array[] = []
      for (const x of kept) {
        values.push(await backend.download(x))
        ops.release(x)
      }
      return values
    },
  }
}

export function sum(values: Float32Array): number {
  let total = 0
  for (const value of values) total += value
  return total
}

export function meanAbs(values: Float32Array): number {
  let total = 0
  for (const value of values) total += Math.abs(value)
  return total / values.length
}
