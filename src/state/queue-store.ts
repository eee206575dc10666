// Orders that wait, kept over a reload, a crash or a closed tab in IndexedDB. Every page keeps its own under an id; a page that
// starts takes over what pages left that are no longer there, which it can tell by their Web Locks.
import { createStore, del, entries, set } from 'idb-keyval'
import type { WaitingOrder } from './orders'

export interface QueueStore {
  /** The latest call wins; failures (blocked or full storage) leave the queue in memory only. */
  save(orders: readonly WaitingOrder[]): void
  /** What pages left that are gone, oldest first. Theirs no longer. */
  adopt(): Promise<WaitingOrder[]>
}

interface Record { at: number; orders: WaitingOrder[] }

const lockName = (id: string) => `darkroom-queue:${id}`

export function openQueueStore(id: string, now: () => number = Date.now): QueueStore {
  const store = createStore('darkroom-queue', 'pages')
  const locks = navigator.locks as LockManager | undefined
  // Held for as long as this page lives.
  void locks?.request(lockName(id), () => new Promise<never>(() => {})).catch(() => undefined)
  let wanted: Record | null = null
  let writing = false
  const write = async () => {
    if (writing) return
    writing = true
    while (wanted) {
      const record: Record = wanted
      wanted = null
      await (record.orders.length > 0 ? set(id, record, store) : del(id, store)).catch(() => undefined)
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
        const held = new Set((await locks?.query())?.held?.map(({ name }) => name))
        const left = (await entries<string, unknown>(store)).filter(([owner]) => owner !== id && !held.has(lockName(owner)))
        const records = left.map(([, record]) => record).filter(isRecord)
        for (const [owner] of left) await del(owner, store)
        return records.sort((a, b) => a.at - b.at).flatMap(({ orders }) => orders)
      } catch {
        return []
      }
    },
  }
}

/** What another version wrote in another form is dropped. */
function isRecord(value: unknown): value is Record {
  const { at, orders } = Object(value) as Partial<Record>
  return typeof at === 'number' && Array.isArray(orders) && orders.every(isOrder)
}

function isOrder(value: unknown): value is WaitingOrder {
  const { id, requests, preview } = Object(value) as Partial<WaitingOrder>
  return typeof id === 'string' && (preview === 'fast' || preview === 'full') && Array.isArray(requests) && requests.length > 0
    && requests.every((request) => typeof Object(request).prompt?.positive === 'string' && typeof Object(request).model?.id === 'string' && typeof Object(request).seed?.value === 'number' && typeof Object(request).sampling?.steps === 'number')
}
