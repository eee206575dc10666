// For tests: the page's door over an engine that is told when to end, and what it says to the others.
import type { PictureRequest } from '../core/request/picture-request'
import type { JobEvent } from '../protocol/events'
import { createJobs } from './jobs'
import type { NewOrder, Outcome, WaitingOrder } from './orders'
import { fakeEngine, orderOf, settled } from './test-page'

/** How it ended; null while it has not. */
export function watch(promise: Promise<Outcome[]>) {
  const seen = { outcomes: null as string[] | null }
  void promise.then((outcomes) => { seen.outcomes = outcomes.map(({ at, picture, error }) => `${at} ${picture ? 'made' : (error?.code ?? 'cancelled')}`) })
  return seen
}

export function openJobs({ stubborn = false, admit = () => {} }: { stubborn?: boolean; admit?: (request: PictureRequest) => void } = {}) {
  const engine = fakeEngine({}, { stubborn })
  const log: string[] = []
  const ends: (string | null)[] = []
  const saved: WaitingOrder[][] = []
  let ids = 0
  const jobs = createJobs({
    client: engine.client, clock: () => 0, freshId: () => `id${++ids}`, admit,
    onPicture: (picture) => void log.push(`made ${picture.request.prompt.positive}`),
    onBegin: (_order, { request }) => void log.push(`begin ${request.prompt.positive}`),
    onEvent: (event: JobEvent) => void log.push(event.type),
    onEnd: (error) => void ends.push(error?.code ?? null),
    onFailure: ({ code }) => void log.push(`failed ${code}`),
    onWaiting: (orders) => void saved.push(orders),
  })
  const submit = (...prompts: string[]) => watch(jobs.submit(orderOf(...prompts)))
  const idOf = (prompt: string) => jobs.orders.value.find(({ requests }) => requests[0]?.prompt.positive === prompt)!.id
  const queue = () => jobs.orders.value.map(({ requests, done }) => requests.slice(done).map(({ prompt }) => prompt.positive).join('+'))
  const finish = async (totalMs?: number) => {
    engine.runs.at(-1)?.done(totalMs)
    await settled()
  }
  return { ...engine, jobs, log, ends, saved, submit, idOf, queue, finish }
}

export const compared = (...prompts: string[]): NewOrder => ({ ...orderOf(...prompts), origin: 'compare' })

/** An order that is still being put together. */
export function promised() {
  let come!: (order: NewOrder) => void
  let fail!: (error: Error) => void
  const order = new Promise<NewOrder>((resolve, reject) => { come = resolve; fail = reject })
  return { order, come, fail }
}
