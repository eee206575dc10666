// The JavaScript heap of a page and of its workers, sampled while they work.
import type { CDPSession, Page } from 'playwright'

export interface HeapUsage { usedSize: number; embedderHeapUsedSize?: number; backingStorageSize?: number }

const intervalMs = 250

/** Objects and array buffers: what a browser tab pays for. */
export const heapBytes = ({ usedSize, embedderHeapUsedSize = 0, backingStorageSize = 0 }: HeapUsage): number => usedSize + embedderHeapUsedSize + backingStorageSize

/** `peak` is the highest sum over threads of their latest samples since the last `reset`. */
export async function watchHeap(page: Page): Promise<{ peak(): number; reset(): void; stop(): Promise<void> }> {
  const session = await page.context().newCDPSession(page)
  const latest = new Map<string, number>()
  let peak = 0
  let asked = 0
  const take = (thread: string, usage: HeapUsage) => {
    latest.set(thread, heapBytes(usage))
    peak = Math.max(peak, [...latest.values()].reduce((sum, bytes) => sum + bytes, 0))
  }
  const workers = await watchWorkers(session, take, (id) => latest.delete(id))
  const timer = setInterval(() => {
    // Closing pages answer no more.
    session.send('Runtime.getHeapUsage').then((usage) => take('page', usage), () => {})
    for (const id of workers) session.send('Target.sendMessageToTarget', { sessionId: id, message: JSON.stringify({ id: ++asked, method: 'Runtime.getHeapUsage' }) }).catch(() => {})
  }, intervalMs)
  return {
    peak: () => peak,
    reset: () => { peak = 0 },
    stop: async () => {
      clearInterval(timer)
      await session.detach().catch(() => {})
    },
  }
}

/** Playwright has no sessions of workers: their messages go through the page's. -> ids of the workers there are */
async function watchWorkers(session: CDPSession, take: (id: string, usage: HeapUsage) => void, gone: (id: string) => void): Promise<Set<string>> {
  const workers = new Set<string>()
  session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => { if (targetInfo.type === 'worker') workers.add(sessionId) })
  session.on('Target.detachedFromTarget', ({ sessionId }) => {
    workers.delete(sessionId)
    gone(sessionId)
  })
  session.on('Target.receivedMessageFromTarget', ({ sessionId, message }) => {
    const { result } = JSON.parse(message) as { result?: HeapUsage }
    if (result) take(sessionId, result)
  })
  await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false })
  return workers
}
