// Latents that move from GPU to GPU: where parts take turns, each on a device of its own, whatever lives in GPU buffers is read back
// before a device goes and uploaded when the next one is there. In between, and while a text is read, latents are plain numbers.
import type { LatentHome, Term } from './latent-home'
import type { GpuLatent } from './gpu-latents'
import { readFloats } from '../gpu/read-floats'

/** A latent, wherever it is at the moment. */
export interface Traveller {
  length: number
  /** On the device that is there now. */
  here: GpuLatent | null
  /** What it holds while there is none; null = nothing yet. */
  values: Float32Array | null
}

type GpuHome = LatentHome<GpuLatent>

export interface TravellingLatents {
  home: LatentHome<Traveller>
  /** A copy of its values, wherever it is. */
  read(x: Traveller): Promise<Float32Array>
  /** Brings all there is onto a device. */
  settle(device: GPUDevice, home: GpuHome): void
  /** Takes all there is off the device, which may be destroyed afterwards. */
  leave(): Promise<void>
}

export function travellingLatents(): TravellingLatents {
  const alive = new Set<Traveller>()
  let place: { device: GPUDevice; home: GpuHome } | null = null
  const there = (): GpuHome => {
    if (!place) throw new Error('latents are computed on a device only')
    return place.home
  }
  const onDevice = (x: Traveller): GpuLatent => {
    if (x.here) return x.here
    x.here = x.values ? there().upload(x.values) : there().alloc(x.length)
    x.values = null
    return x.here
  }
  const terms = (list: readonly Term<Traveller>[]) => list.map(({ x, ...term }) => ({ ...term, x: onDevice(x) }))
  const born = (length: number, values: Float32Array | null): Traveller => {
    const x = { length, here: null, values }
    alive.add(x)
    if (place) onDevice(x)
    return x
  }
  const home: LatentHome<Traveller> = {
    alloc: (length) => born(length, null),
    free(x) {
      if (!alive.delete(x)) return
      if (x.here) place?.home.free(x.here)
      x.here = x.values = null
    },
    upload: (values) => born(values.length, values.slice()),
    linear: (out, n, list, copies) => there().linear(onDevice(out), n, terms(list), copies),
    paste: ({ from, to, weights, ...size }) => there().paste({
      ...size,
      from: { ...from, x: onDevice(from.x) },
      to: { ...to, x: onDevice(to.x) },
      ...(weights && { weights: { rows: onDevice(weights.rows), columns: onDevice(weights.columns) } }),
    }),
    clamp: (out, n, x, limit) => there().clamp(onDevice(out), n, onDevice(x), limit),
    blendByRule: (out, n, rule, { a, b, blendA, blendB }) =>
      there().blendByRule(onDevice(out), n, rule, { a: onDevice(a), b: onDevice(b), blendA: onDevice(blendA), blendB: onDevice(blendB) }),
    philox: (out, n, seed, draw, scale) => there().philox?.(onDevice(out), n, seed, draw, scale),
    tensor: (x, dims, type) => there().tensor(onDevice(x), dims, type),
    toHalf: (out, n, x) => there().toHalf(onDevice(out), n, onDevice(x)),
    fromHalf: (out, n, halves) => there().fromHalf(onDevice(out), n, onDevice(halves)),
    write: (x, values) => there().write(onDevice(x), values),
    soundness: (x, n) => there().soundness(onDevice(x), n),
    finished: async () => place?.home.finished(),
    readPicture: (rgb, width, height) => there().readPicture(onDevice(rgb), width, height),
    dispose() {
      place?.home.dispose()
      place = null
      alive.clear()
    },
  }
  return {
    home,
    read: async (x) => (place && x.here ? readFloats(place.device, x.here) : (x.values?.slice() ?? new Float32Array(x.length))),
    settle(device, gpuHome) {
      place = { device, home: gpuHome }
      // Now rather than at first use: nothing is uploaded inside the loop.
      for (const x of alive) onDevice(x)
    },
    async leave() {
      if (!place) return
      const { device, home: old } = place
      try {
        for (const x of alive) {
          if (x.here) x.values = await readFloats(device, x.here)
        }
      } finally {
        for (const x of alive) x.here = null
        place = null
        old.dispose()
      }
    },
  }
}
