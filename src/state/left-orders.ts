// What a page that is gone left in the queue, held to its form. Loaded when something was left.
import { isRequest } from '../core/request/remembered'
import type { WaitingOrder } from './orders'

export interface LeftOrders { at: number; orders: WaitingOrder[] }

/** What another version wrote in another form is dropped. */
export function isLeft(value: unknown): value is LeftOrders {
  const { at, orders } = Object(value) as Partial<LeftOrders>
  return typeof at === 'number' && Array.isArray(orders) && orders.every(isOrder)
}

function isOrder(value: unknown): value is WaitingOrder {
  const { id, requests, preview } = Object(value) as Partial<WaitingOrder>
  return typeof id === 'string' && (preview === 'fast' || preview === 'full') && Array.isArray(requests) && requests.length > 0 && requests.every(isRequest)
}
