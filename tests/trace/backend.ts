// Where a trace runs: the CPU algebra here, the WGSL one in the browser tests. The toy networks themselves run on the CPU.
import type { NoiseSource } from '../../src/core/random/noise-source'
import { countingOps, cpuLatentOps } from '../../src/core/samplers/cpu-ops'
import type { LatentOps } from '../../src/core/samplers/types'

export interface TraceBackend<L> {
  name: string
  ops(noise: NoiseSource, length: number): LatentOps<L>
  upload(values: Float32Array): L
  download(latent: L): Promise<Float32Array>
}

export const cpuBackend: TraceBackend<Float32Array> = {
  name: 'cpu',
  ops: cpuLatentOps,
  upload: (values) => values.slice(),
  download: async (latent) => latent,
}

/** A backend's algebra that refuses latents used after release, and knows how many are still alive. */
export function checkedOps<L>(backend: TraceBackend<L>, noise: NoiseSource, length: number) {
  return countingOps(backend.ops(noise, length))
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
