// Orders that wait, kept over a reload, a crash or a closed tab in IndexedDB. Every page keeps its own under an id; a page that
// starts takes over what pages left that are no longer there, which it can tell by their Web Locks, or by who answers when it asks.
import { del, keys, promisifyRequest, set } from 'idb-keyval'
import { databases, openStore } from '../protocol/stored'
import type { LeftOrders } from './left-orders'
import type { WaitingOrder } from './orders'

export interface QueueStore {
  /** The latest call wins; failures (blocked or full storage) leave the queue in memory only. */
  save(orders: readonly WaitingOrder[]): void
  /** What pages left that are gone, oldest first. Theirs no longer. */
  adopt(): Promise<WaitingOrder[]>
}

const lockName = (id: string) => `darkroom-queue:${id}`

/** Where there are no Web Locks. A page that waits for its turn answers within milliseconds, one in the background too. */
const answerMs = 300

/** Answers for this page when another asks who is there. Returns how to ask the others; null where pages cannot talk. */
function rollCall(id: string): (() => Promise<Set<string>>) | null {
  if (typeof BroadcastChannel === 'undefined') return null
  const channel = new BroadcastChannel('darkroom-queue')
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel goes nowhere else
  const tell = (message: 'who' | { here: string }) => channel.postMessage(message)
  const heard = new Set<string>()
  channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (data === 'who') tell({ here: id })
    const { here } = Object(data) as { here?: unknown }
    if (typeof here === 'string') heard.add(here)
  })
  return async () => {
    tell('who')
    await new Promise((resolve) => setTimeout(resolve, answerMs))
    return heard
  }
}

/** A page that is being reloaded may hold its lock for a moment longer than its successor takes to start. */
const lastBreath = () => new Promise<void>((drawn) => { setTimeout(drawn, 1500) })

export function openQueueStore(id: string, now: () => number = Date.now, pause = lastBreath): QueueStore {
  const store = openStore(databases.queue.name, databases.queue.store)
  const locks = navigator.locks as LockManager | undefined
  // Held for as long as this page lives, and before it writes anything that another page could take for left behind.
  const living = new Promise<void>((begun) => {
    if (!locks) return begun()
    locks.request(lockName(id), () => {
      begun()
      return new Promise<never>(() => {})
    }).catch(() => begun())
  })
  const whoIsHere = locks ? null : rollCall(id)
  let wanted: LeftOrders | null = null
  let writing = false
  const write = async () => {
    if (writing) return
    writing = true
    await living
    while (wanted) {
      const record: LeftOrders = wanted
      wanted = null
      try {
        await (record.orders.length > 0 ? set(id, record, store) : del(id, store))
      } catch {
        // Blocked or full storage; some browsers throw at once where others reject.
      }
    }
    writing = false
  }
  return {
    save(orders) {
      wanted = { at: now(), orders: [...orders] }
      void write()
    },
    async adopt() {
      try {
        // Asked in this order, no page is taken for gone that began to write in between.
        const owners = (await keys<IDBValidKey>(store)).filter((owner) => typeof owner === 'string')
        const strangers = owners.filter((owner) => owner !== id)
        const goneOf = (held: LockManagerSnapshot | undefined) => strangers.filter((owner) => !held?.held?.some(({ name }) => name === lockName(owner)))
        let unlocked = goneOf(await locks?.query())
        if (unlocked.length < strangers.length) {
          await pause()
          unlocked = goneOf(await locks?.query())
        }
        const here = unlocked.length > 0 ? await whoIsHere?.() : undefined
        const left = unlocked.filter((owner) => !here?.has(owner))
        if (left.length === 0) return []
        // Before anything is taken away: where this code does not come, what was left stays for the next visit.
        const { isLeft } = await import('./left-orders')
        // Read and taken away in one transaction: of two pages that start at once, only one gets them.
        const found = await store('readwrite', async (pages) => {
          const reading = Promise.all(left.map((owner) => promisifyRequest<unknown>(pages.get(owner))))
          for (const owner of left) pages.delete(owner)
          await promisifyRequest(pages.transaction)
          return reading
        })
        return found.filter(isLeft).sort((a, b) => a.at - b.at).flatMap(({ orders }) => orders)
      } catch {
        return []
      }
    },
  }
}
