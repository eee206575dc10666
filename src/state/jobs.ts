// The page's door: everybody who wants a picture submits an order here, and one queue works through them, a picture at a time, by
// the engine's jobs. Nothing blocks: what is submitted while something runs, waits, and can be moved, cancelled or cleared.
import { batch, computed, signal } from '@preact/signals'
import type { ReadonlySignal } from '@preact/signals'
import { EngineError } from '../core/errors/engine-error'
import type { JobEvent } from '../protocol/events'
import type { Job, PictureResult } from '../protocol/jobs'
import { asEngineError } from './as-engine-error'
import type { NewOrder, Order, OrderHooks, Outcome, WaitingOrder } from './orders'
import { createPictureJobs } from './picture-job'
import type { PictureJobsOptions } from './picture-job'
import type { RunProgress } from './run-progress'

export interface Jobs {
  /** In the order in which they run; the first is under way while `running`. */
  orders: ReadonlySignal<readonly Order[]>
  /** Pictures yet to be made, without the one under way. */
  waiting: ReadonlySignal<number>
  /** The order under way and which of its requests, from 0. */
  running: ReadonlySignal<{ order: Order; at: number } | null>
  /** Something is being made, or an order is still being put together. */
  busy: ReadonlySignal<boolean>
  /** Why the queue stands still although something waits; null while it does not. */
  held: ReadonlySignal<'stopped' | 'failed' | 'restored' | null>
  /** The queue will stop once the picture under way is finished. */
  stoppingAfter: ReadonlySignal<boolean>
  cancelling: ReadonlySignal<boolean>
  /** A cancel has not stopped the engine for a while: offer the force stop. */
  stuck: ReadonlySignal<boolean>
  run: RunProgress
  /** Resolves when all of it is behind us, with what became of each request. A promise of an order holds its place until it is there; one that
   * rejects with `cancelled` was given up. */
  submit(order: NewOrder | Promise<NewOrder>, hooks?: OrderHooks): Promise<Outcome[]>
  /** A job that gives way to every order: rejects with `cancelled` where one is under way or comes. */
  background(job: Omit<Job, 'id'>, onEvent: (event: JobEvent) => void, stopSignal: AbortSignal): Promise<PictureResult>
  /** Puts a waiting order `by` places later (earlier when negative). */
  move(id: string, by: number): void
  /** Takes an order out; the one under way stops. */
  cancel(id: string): void
  /** Takes out all that waits; the picture under way goes on. */
  clear(): void
  /** Ends the picture under way and the rest of its order; what waits behind it waits for resume(). */
  stop(): void
  /** The same once the picture under way is finished; called again, not after all. */
  stopAfter(): void
  /** Ends the picture under way and goes on with the next. */
  skip(): void
  resume(): void
  /** Ends an engine that does not stop when asked. */
  forceStop(): void
  /** Takes orders back that another page left. They wait for resume(). */
  restore(orders: readonly WaitingOrder[]): void
}

export interface JobsOptions extends PictureJobsOptions {
  /** What waits has changed. */
  onWaiting: (orders: WaitingOrder[]) => void
}

/** Pictures that may wait: more are kept in vain, and cost the page with every change of the queue. */
export const mostWaiting = 500

interface Ticket { hooks: OrderHooks; outcomes: Outcome[]; settle: (outcomes: Outcome[]) => void }

export function createJobs(options: JobsOptions): Jobs {
  const { client, freshId, onEvent, onWaiting } = options
  const { run, cancelling, stuck, make, abort } = createPictureJobs(options)
  const orders = signal<readonly Order[]>([])
  const running = signal<{ order: Order; at: number } | null>(null)
  /** Orders still being put together, each by how to give it up. */
  const arriving = signal<readonly (() => void)[]>([])
  const held = signal<'stopped' | 'failed' | 'restored' | null>(null)
  const stoppingAfter = signal(false)
  const tickets = new Map<string, Ticket>()
  const backgrounds = new Set<AbortController>()
  /** The picture under way is the last one before the queue stands still. */
  let stopping = false
  /** Settles once every order that was submitted has come or was given up. */
  let arrived: Promise<unknown> = Promise.resolve()

  const setOrders = (next: readonly Order[]) => {
    orders.value = next
    onWaiting(next.filter(({ origin }) => origin === 'studio').map(({ id, requests, preview, done }) => ({ id, requests: requests.slice(done), preview })))
  }
  const change = (id: string, part: Partial<Order>) => setOrders(orders.peek().map((order) => (order.id === id ? { ...order, ...part } : order)))
  const takeOut = (ids: readonly string[]) => {
    setOrders(orders.peek().filter(({ id }) => !ids.includes(id)))
    for (const id of ids) {
      const ticket = tickets.get(id)
      tickets.delete(id)
      ticket?.settle(ticket.outcomes)
    }
    if (orders.peek().length === 0) held.value = null
  }

  let pumping = false
  const pump = async () => {
    if (pumping) return
    pumping = true
    for (let order = orders.peek()[0]; order && (order.ahead || held.peek() === null); order = orders.peek()[0]) {
      const { id, done: at } = order
      for (const background of backgrounds) background.abort()
      const making = batch(() => {
        running.value = { order, at }
        return make(order, at)
      })
      const ticket = tickets.get(id)
      ticket?.hooks.onBegin?.(at)
      const outcome = await making
      ticket?.outcomes.push(outcome)
      ticket?.hooks.onOutcome?.(outcome)
      const stops = stopping || stoppingAfter.peek()
      stopping = false
      stoppingAfter.value = false
      batch(() => {
        running.value = null
        // Another cell would ask for the same model, and in vain.
        const hopeless = outcome.modelFailed && order.origin === 'compare'
        // The one under way keeps its place, but may have lost the rest of its pictures meanwhile.
        if (stops || hopeless || at + 1 >= orders.peek()[0]!.requests.length) takeOut([id])
        else change(id, { done: at + 1 })
        if (orders.peek().length === 0) return
        if (stops) held.value = 'stopped'
        // The next picture of the form would most likely fail as well; a cell of a comparison keeps its error to itself.
        else if (outcome.error && order.origin === 'studio') {
          held.value = 'failed'
          // Nor does what was to run although the queue stood still.
          setOrders(orders.peek().map((waiting) => ({ ...waiting, ahead: false })))
        }
      })
    }
    pumping = false
  }

  /** Of the order under way, only the picture under way stays. */
  const dropRest = () => {
    const current = running.peek()
    if (current) change(current.order.id, { requests: current.order.requests.slice(0, current.at + 1) })
  }

  const waiting = () => orders.peek().reduce((sum, { requests, done }) => sum + requests.length - done, 0) - (running.peek() ? 1 : 0)
  const isFull = (more: number): boolean => {
    // The first picture of an order that nothing is before does not wait.
    const full = waiting() + more - (orders.peek().length === 0 ? 1 : 0) > mostWaiting
    if (full) run.error.value = new EngineError('bad-request.queue-full', { max: mostWaiting })
    return full
  }

  const enqueue = (order: NewOrder, hooks: OrderHooks): Promise<Outcome[]> =>
    isFull(order.requests.length) ? Promise.resolve([]) : new Promise((settle) => {
      const id = freshId()
      tickets.set(id, { hooks, outcomes: [], settle })
      const list = orders.peek()
      // What is asked for while others stand still goes before them, and leaves them standing: they wait for a word of their own.
      const ahead = held.peek() !== null
      const at = ahead ? list.filter((other) => other.ahead || other.id === running.peek()?.order.id).length : list.length
      setOrders([...list.slice(0, at), { ...order, id, done: 0, ...(ahead && { ahead }) }, ...list.slice(at)])
      void pump()
    })

  /** Null when it was given up. */
  const arrival = async (order: NewOrder | Promise<NewOrder>): Promise<NewOrder | null> => {
    let giveUp!: () => void
    const givenUp = new Promise<null>((resolve) => { giveUp = () => resolve(null) })
    const before = arrived
    const here = Promise.all([order, before]).then(([ready]) => ready)
    const coming = Promise.race([here, givenUp])
    arrived = coming.catch(() => undefined)
    arriving.value = [...arriving.peek(), giveUp]
    if (!run.busy.peek()) run.begin(null)
    try {
      return await coming
    } finally {
      arriving.value = arriving.peek().filter((other) => other !== giveUp)
    }
  }

  return {
    orders, running, held, stoppingAfter, cancelling, stuck, run,
    waiting: computed(() => orders.value.reduce((sum, { requests, done }) => sum + requests.length - done, 0) - (running.value ? 1 : 0)),
    busy: computed(() => running.value !== null || arriving.value.length > 0),
    async submit(order, hooks = {}) {
      // What comes after an order that is still being put together waits for it, so that none overtakes another.
      if (!(order instanceof Promise) && arriving.peek().length === 0) return enqueue(order, hooks)
      let how: 'cancelled' | EngineError = 'cancelled'
      const ready = await arrival(order).catch((thrown: unknown) => {
        const failure = asEngineError(thrown)
        if (failure.code !== 'cancelled') how = failure
        return null
      })
      if (ready) return enqueue(ready, hooks)
      if (!running.peek() && arriving.peek().length === 0) run.end(how)
      return []
    },
    async background({ request, show }, listen, stopSignal) {
      if (running.peek() || arriving.peek().length > 0) throw new EngineError('cancelled.run', {})
      const controller = new AbortController()
      const stop = () => controller.abort()
      if (stopSignal.aborted) stop()
      stopSignal.addEventListener('abort', stop)
      backgrounds.add(controller)
      try {
        return await client.submit({ id: freshId(), request, show }, (event) => {
          // What only this job has to wait for is its own affair.
          if (event.type !== 'loading') onEvent(event, request)
          listen(event)
        }, controller.signal)
      } finally {
        stopSignal.removeEventListener('abort', stop)
        backgrounds.delete(controller)
      }
    },
    move(id, by) {
      const list = [...orders.peek()]
      const from = list.findIndex((order) => order.id === id)
      // The one under way keeps its place.
      const first = running.peek() ? 1 : 0
      const to = Math.max(first, Math.min(list.length - 1, from + by))
      if (from < first || from === to) return
      list.splice(to, 0, ...list.splice(from, 1))
      setOrders(list)
    },
    cancel(id) {
      if (running.peek()?.order.id !== id) return takeOut([id])
      dropRest()
      abort()
    },
    clear() {
      batch(() => {
        takeOut(orders.peek().map(({ id }) => id).filter((id) => id !== running.peek()?.order.id))
        dropRest()
      })
    },
    stop() {
      for (const giveUp of arriving.peek()) giveUp()
      if (!running.peek()) return
      stopping = true
      dropRest()
      abort()
    },
    stopAfter() {
      if (running.peek()) stoppingAfter.value = !stoppingAfter.peek()
    },
    skip: abort,
    resume() {
      held.value = null
      void pump()
    },
    forceStop: () => client.forceStop(),
    restore(left) {
      const known = new Set(orders.peek().map(({ id }) => id))
      const fresh = left.filter(({ id }) => !known.has(id))
      if (fresh.length === 0) return
      batch(() => {
        // What this page was asked for goes on: only what comes back waits for a word.
        const own = held.peek() === null ? orders.peek().map((order) => ({ ...order, ahead: true })) : orders.peek()
        setOrders(own)
        for (const order of fresh) {
          if (isFull(order.requests.length)) break
          setOrders([...orders.peek(), { ...order, origin: 'studio' as const, done: 0 }])
        }
        held.value = 'restored'
      })
    },
  }
}
