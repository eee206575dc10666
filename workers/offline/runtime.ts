// The ONNX runtime's files in the Cache API. A build ships three runtimes of 14 to 27 MB; only the one this
// browser uses is stored, and files of older builds are thrown away.

/** Raise the number when what is stored under an unchanged address must be fetched again. */
export const runtimeCache = 'darkroom-onnxruntime-v1'

export const isRuntimeFile = (url: string): boolean => /(^|\/)ort-wasm[^/]*\.(wasm|mjs)$/.test(url)

/** What the page says of its engine (Capabilities); it decides which build the engine takes (workers/ort/runtime.ts). */
export interface RuntimeNeed {
  backend: 'webgpu' | 'wasm'
  jspi: boolean
}

/**
 * Stores the runtime that the page uses. On the first visit the engine fetched it before this worker was in charge;
 * without this, the second visit could not be offline.
 */
export async function keepRuntime(urls: string[], need: RuntimeNeed): Promise<void> {
  const cache = await caches.open(runtimeCache)
  for (const url of runtimeFor(urls, need)) {
    if (!(await cache.match(url, { ignoreVary: true }))) await cache.add(url)
  }
}

export function runtimeFor(urls: string[], { backend, jspi }: RuntimeNeed): string[] {
  const wanted = backend === 'wasm' ? 'plain' : jspi ? 'jspi' : 'asyncify'
  return urls.filter((url) => (/\.(jspi|asyncify)\b/.exec(url)?.[1] ?? 'plain') === wanted)
}

export async function dropOldRuntime(urls: string[]): Promise<void> {
  for (const name of await caches.keys()) {
    if (name.startsWith('darkroom-onnxruntime-') && name !== runtimeCache) await caches.delete(name)
  }
  const cache = await caches.open(runtimeCache)
  for (const { url } of await cache.keys()) {
    if (!urls.includes(url)) await cache.delete(url, { ignoreVary: true })
  }
}
