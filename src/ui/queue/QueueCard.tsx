// What waits, in the order in which it will be made: move it, take it out, clear it all. The order under way stands first.
import { useId } from 'preact/hooks'
import type { Order } from '../../state/orders'
import { useApp, useWords } from '../shared/context'
import { Icon } from '../shared/Icon'
import { IconButton } from '../shared/IconButton'
import { sharedWords } from '../shared/words'
import { queueId } from './queue-id'
import { queueWords } from './words'
import './QueueCard.css'

/** Nothing where nothing waits: one picture under way is no queue. */
export function QueueCard() {
  const { jobs } = useApp()
  const words = useWords(queueWords)
  const titleId = useId()
  const orders = jobs.orders.value
  const held = jobs.held.value
  if (orders.length === 0 || (jobs.waiting.value === 0 && held === null)) return null
  const running = jobs.running.value
  return (
    <section id={queueId} class="card queue" aria-labelledby={titleId}>
      <header class="queue-head">
        <h2 id={titleId}>{words.label}</h2>
        <span class="queue-count">{words.pictures(jobs.waiting.value)}</span>
        <button type="button" class="text-button" onClick={() => jobs.clear()}>{words.clear}</button>
      </header>
      {held && (
        <div class="note queue-held" role="status">
          <p>{words.held[held]}</p>
          <button type="button" class="button" onClick={() => jobs.resume()}>{words.resume}</button>
        </div>
      )}
      <ol class="queue-orders">
        {orders.map((order, i) => <QueuedOrder key={order.id} order={order} first={i <= (running ? 1 : 0)} last={i === orders.length - 1} underWay={running?.order.id === order.id} />)}
      </ol>
    </section>
  )
}

function QueuedOrder({ order, first, last, underWay }: { order: Order; first: boolean; last: boolean; underWay: boolean }) {
  const { jobs } = useApp()
  const words = useWords(queueWords)
  const { noPrompt } = useWords(sharedWords)
  const { requests, done, origin } = order
  const left = requests.length - done
  const prompt = requests[done]?.prompt.positive.trim() || noPrompt
  const what = origin === 'compare' ? words.comparison(requests.length) : prompt
  const facts = underWay ? (requests.length > 1 ? words.pictureOf(done + 1, requests.length) : words.now) : origin === 'compare' ? prompt : words.pictures(left)
  return (
    <li class={`queue-order${underWay ? ' under-way' : ''}`}>
      <div class="queue-what">
        <p class="queue-prompt" title={what}>{what}</p>
        <p class="queue-facts">{facts}</p>
      </div>
      {!underWay && (
        <>
          <IconButton label={words.earlier(what)} disabled={first} onClick={() => jobs.move(order.id, -1)}><Icon name="up" /></IconButton>
          <IconButton label={words.later(what)} disabled={last} onClick={() => jobs.move(order.id, 1)}><Icon name="down" /></IconButton>
        </>
      )}
      <IconButton label={words.cancel(what)} onClick={() => jobs.cancel(order.id)}><Icon name="close" /></IconButton>
    </li>
  )
}
