// The ONNX runtime's files in the Cache API. A build ships several runtimes of 17 to 27 MB; only the one this
// browser uses is stored, and files of older builds are thrown away.

/** Raise the number when what is stored under an unchanged address must be fetched again. */
export const runtimeCache = 'darkroom-onnxruntime-v1'

export const isRuntimeFile = (url: string): boolean => /(^|\/)ort-wasm[^/]*\.(wasm|mjs)$/.test(url)

/**
 * Stores this browser's runtime. On the first visit the engine fetched it before this worker was in charge;
 * without this, the second visit could not be offline.
 */
export async function keepRuntime(urls: string[]): Promise<void> {
  const cache = await caches.open(runtimeCache)
  for (const url of runtimeOfThisBrowser(urls)) {
    if (!(await cache.match(url, { ignoreVary: true }))) await cache.add(url)
  }
}

/** The engine takes the smaller stack-switching build where there is one (workers/ort). */
export function runtimeOfThisBrowser(urls: string[], stackSwitching = 'Suspending' in WebAssembly): string[] {
  return urls.filter((url) => url.includes(stackSwitching ? '.jspi' : '.asyncify'))
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
