import { afterEach, expect, test, vi } from 'vitest'
import type { App } from '../../state/app'
import { listenForDrops } from './drops'

afterEach(() => vi.unstubAllGlobals())

/** A page in a room that hears of drops; returns what it does with them. */
function open(room: string) {
  const page = new EventTarget()
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page))
  const calls: unknown[] = []
  const app = { place: { room: { peek: () => room }, go: (to: string) => void calls.push(to) }, fill: { fromPicture: async (file: File) => void calls.push(file.name) } }
  const stop = listenForDrops(app as unknown as App)
  const drop = (types: string[], ...files: File[]) => {
    const event = Object.assign(new Event('drop', { cancelable: true }), { dataTransfer: { types, files } })
    page.dispatchEvent(event)
    return event.defaultPrevented
  }
  return { calls, drop, stop }
}

const picture = new File([], 'a.png', { type: 'image/png' })
const model = new File([], 'model.onnx')

test('of what is dropped the picture fills the form, in a room that has it', () => {
  const studio = open('studio')
  expect([studio.drop(['Files'], model, picture), studio.calls]).toEqual([true, ['a.png']])
  const models = open('models')
  models.drop(['Files'], model)
  expect(models.calls).toEqual(['studio', 'model.onnx'])
  // A link dragged over the page goes its usual way.
  expect([studio.drop(['text/uri-list']), studio.calls.length]).toEqual([false, 1])
  studio.stop()
  expect(studio.drop(['Files'], picture)).toBe(false)
})
