// The adapter: asked for with a limit of time, as a driver in trouble may never answer (a laptop with two GPUs after one was lost), and
// the page would wait with it.

/** Why there is none. */
export type NoAdapter = 'no-webgpu' | 'no-adapter' | 'no-answer'

/** A sound adapter answers within tens of milliseconds; one that wakes from sleep, or a software one on a busy machine, takes seconds. */
export const adapterLimitMs = 8000

/** `requestAdapter` may throw on broken drivers: that counts as none. */
export async function findAdapter(gpu = browserGpu(), limitMs = adapterLimitMs): Promise<GPUAdapter | NoAdapter> {
  if (!gpu) return 'no-webgpu'
  const answer = gpu.requestAdapter({ powerPreference: 'high-performance' }).catch(() => null)
  return (await within(limitMs, answer, 'no-answer' as const)) ?? 'no-adapter'
}

/** What it comes to, or `late` when it has not come to anything in time. */
export async function within<T, L>(limitMs: number, answer: Promise<T>, late: L): Promise<T | L> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const limit = new Promise<L>((resolve) => {
    timer = setTimeout(() => resolve(late), limitMs)
  })
  return Promise.race([answer, limit]).finally(() => clearTimeout(timer))
}

/** Absent in browsers without WebGPU, whatever the types say, and outside of browsers. */
function browserGpu(): GPU | undefined {
  return (globalThis.navigator as Navigator | undefined)?.gpu as GPU | undefined
}
