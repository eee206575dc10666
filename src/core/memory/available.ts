// How much memory there may be. WebGPU tells of no graphics memory at all, and a browser only roughly of main memory; what follows
// from that is cautious where the two are the same memory, and nothing where they are not.

export interface MemoryHints {
  backend: 'webgpu' | 'wasm'
  /** navigator.deviceMemory; null where the browser does not tell. */
  deviceMemoryGiB: number | null
  /** Null on wasm. */
  adapter: { vendor: string; architecture: string; software: boolean } | null
}

export interface Available {
  bytes: number
  /** The browser told no more than this: there may be more. */
  atLeast: boolean
}

const gib = 2 ** 30
/** What one WebAssembly heap can address. */
export const wasmHeapLimit = 4 * gib

/** Vendors whose graphics share main memory; Intel's cards of their own say so in their architecture. */
const sharing = /^(intel|apple|qualcomm|arm|img-tec|samsung)$/i
const ownMemory = /hpg|dg2|bmg/i

/** Null where nothing tells. */
export function availableMemory({ backend, deviceMemoryGiB, adapter }: MemoryHints): Available | null {
  if (deviceMemoryGiB === null) return backend === 'wasm' ? { bytes: wasmHeapLimit, atLeast: false } : null
  // A system lends graphics about half of main memory, and a page should not take more than that for itself either.
  const half = (deviceMemoryGiB * gib) / 2
  // Browsers never tell more than 8 GiB, newer ones 32, so as not to tell machines apart.
  const atLeast = deviceMemoryGiB === 8 || deviceMemoryGiB >= 32
  if (backend === 'wasm') return { bytes: Math.min(half, wasmHeapLimit), atLeast: false }
  const shared = adapter !== null && (adapter.software || (sharing.test(adapter.vendor) && !ownMemory.test(adapter.architecture)))
  return shared ? { bytes: half, atLeast } : null
}
