import { signal } from '@preact/signals'
import { expect, test } from 'vitest'
import { EngineError } from '../core/errors/engine-error'
import { pictureOf, settled } from './test-page'
import { createViewer } from './viewer'

function open(showStep: (id: string, step: number) => Promise<void> = async () => {}) {
  const calls: string[] = []
  const busy = signal(false)
  const viewer = createViewer({
    showStep: (id, step) => { calls.push(`${id} ${step}`); return showStep(id, step) },
    release: async (id) => { calls.push(`release ${id}`) },
  }, busy)
  /** A picture of the easel is made. */
  const make = (id: string) => {
    busy.value = true
    viewer.begin(id, true)
    const picture = pictureOf(id)
    viewer.made(picture)
    busy.value = false
    return picture
  }
  return { viewer, busy, calls, make, shown: () => viewer.shown.value?.id ?? null }
}

test('a picture that develops is on the easel, then it is the one on show, and the newest of the visit', () => {
  const { viewer, busy, make, shown } = open()
  make('a')
  busy.value = true
  viewer.begin('b', true)
  expect([shown(), viewer.onCanvas.value, viewer.scrubbable.value]).toEqual([null, 'b', false])
  viewer.made(pictureOf('b'))
  busy.value = false
  expect([shown(), viewer.onCanvas.value, viewer.scrubbable.value]).toEqual(['b', 'b', true])
  expect(viewer.pictures.value.map(({ id }) => id)).toEqual(['b', 'a'])
})

test('another picture can be looked at while one develops, and the way back leads to it', () => {
  const { viewer, busy, make, shown, calls } = open()
  const a = make('a')
  busy.value = true
  viewer.begin('b', true)
  expect(viewer.elsewhere.value).toBe(false)
  viewer.show(a)
  expect([shown(), viewer.elsewhere.value, viewer.onCanvas.value, calls]).toEqual(['a', true, 'b', []])
  // What begins and is made meanwhile does not take the look away.
  viewer.made(pictureOf('b'))
  viewer.begin('c', true)
  expect([shown(), viewer.pictures.value.length]).toEqual(['a', 2])
  viewer.follow()
  expect([shown(), viewer.elsewhere.value]).toEqual([null, false])
  viewer.made(pictureOf('c'))
  busy.value = false
  expect(shown()).toBe('c')
})

test('a picture chosen while another one develops gets its steps once that is over, not between two of a queue', async () => {
  const { viewer, busy, make, calls } = open()
  const a = make('a')
  busy.value = true
  viewer.begin('b', true)
  viewer.show(a)
  viewer.made(pictureOf('b'))
  busy.value = false
  busy.value = true
  viewer.begin('c', true)
  await settled()
  expect(calls).toEqual([])
  viewer.made(pictureOf('c'))
  busy.value = false
  await settled()
  expect([calls, viewer.onCanvas.value]).toEqual([['a -1'], 'a'])
})

test('a picture looked at while nothing is made does not keep the next one from the easel', () => {
  const { viewer, busy, make, shown } = open()
  const a = make('a')
  make('b')
  viewer.show(a)
  expect(viewer.elsewhere.value).toBe(false)
  busy.value = true
  viewer.begin('c', true)
  expect(shown()).toBeNull()
})

test('the engine keeps the steps of six pictures: the oldest go', () => {
  const { viewer, calls, make } = open()
  const pictures = Array.from({ length: 7 }, (_, i) => make(`p${i}`))
  expect(calls).toEqual(['release p0'])
  viewer.show(pictures[0]!)
  expect(viewer.scrubbable.value).toBe(false)
  viewer.show(pictures[1]!)
  expect(viewer.scrubbable.value).toBe(true)
})

test('scrubbing draws the newest wish, not every one on the way', async () => {
  const { viewer, calls, make } = open()
  make('a')
  for (const index of [0, 1, 2]) viewer.viewStep(index)
  await settled()
  expect([calls, viewer.viewedStep.value]).toEqual([['a 0', 'a 2'], 2])
})

test('the newest wish may be another picture', async () => {
  const { viewer, calls, make } = open()
  const a = make('a')
  make('b')
  viewer.viewStep(0)
  viewer.viewStep(1)
  viewer.show(a)
  await settled()
  expect([calls, viewer.onCanvas.value]).toEqual([['b 0', 'a -1'], 'a'])
})

test('a picture shown again after its steps were looked at is drawn finished', async () => {
  const { viewer, calls, make } = open()
  const a = make('a')
  viewer.show(a)
  await settled()
  expect(calls).toEqual([])
  viewer.viewStep(1)
  await settled()
  viewer.show(a)
  await settled()
  expect([calls, viewer.viewedStep.value]).toEqual([['a 1', 'a -1'], -1])
})

test('steps can only be looked at while nothing is made', async () => {
  const { viewer, busy, calls, make } = open()
  viewer.viewStep(0)
  make('a')
  busy.value = true
  viewer.viewStep(0)
  await settled()
  expect([calls, viewer.viewedStep.value, viewer.scrubbable.value]).toEqual([[], -1, false])
})

test('a wish that waits is forgotten when a picture begins, whose canvases they are then', async () => {
  let drawn!: () => void
  const { viewer, busy, calls, make } = open(() => new Promise((resolve) => { drawn = resolve }))
  make('a')
  viewer.viewStep(0)
  viewer.viewStep(1)
  busy.value = true
  viewer.begin('b', true)
  drawn()
  await settled()
  expect([calls, viewer.onCanvas.value, viewer.viewedStep.value]).toEqual([['a 0'], 'b', -1])
})

test('a comparison draws on nobody’s canvas; its cell joins the pictures when it is first looked at', async () => {
  const { viewer, busy, make, shown, calls } = open()
  make('a')
  busy.value = true
  viewer.begin('cell', false)
  busy.value = false
  expect([shown(), viewer.onCanvas.value]).toEqual(['a', null])
  const cell = pictureOf('cell')
  viewer.show(cell)
  viewer.show(cell)
  await settled()
  expect([viewer.pictures.value.map(({ id }) => id), viewer.scrubbable.value, calls]).toEqual([['cell', 'a'], false, []])
})

test('a fresh engine has no canvases and no steps; the picture stays', async () => {
  const { viewer, make, shown, calls } = open()
  make('a')
  viewer.viewStep(1)
  await settled()
  viewer.forgetCanvas()
  expect([viewer.onCanvas.value, viewer.viewedStep.value, viewer.scrubbable.value, shown()]).toEqual([null, -1, false, 'a'])
  viewer.viewStep(0)
  await settled()
  expect(calls).toEqual(['a 1'])
})

test('steps that went with their model are no error: there are none to look at any more', async () => {
  const { viewer, make, shown } = open(async () => { throw new EngineError('bad-request.no-step', {}) })
  const a = make('a')
  make('b')
  viewer.show(a)
  await settled()
  expect([viewer.error.value, viewer.scrubbable.value, shown()]).toEqual([null, false, 'a'])
  expect(viewer.onCanvas.value).toBe('b')
})

test('a wish that came while another one failed is drawn', async () => {
  const ends: { drawn: () => void; fail: (error: Error) => void }[] = []
  const { viewer, make, calls } = open(() => new Promise((drawn, fail) => { ends.push({ drawn, fail }) }))
  const a = make('a')
  const b = make('b')
  viewer.show(a)
  viewer.show(b)
  ends[0]?.fail(new EngineError('bad-request.no-step', {}))
  await settled()
  expect(calls).toEqual(['a -1', 'b -1'])
  ends[1]?.drawn()
  await settled()
  expect([viewer.onCanvas.value, viewer.error.value]).toEqual(['b', null])
})

test('a step that cannot be drawn is an error, and the next wish is tried', async () => {
  let fails = true
  const { viewer, make, calls } = open(async () => { if (fails) throw new EngineError('device-lost.reset', {}) })
  make('a')
  viewer.viewStep(0)
  await settled()
  expect(viewer.error.value?.code).toBe('device-lost')
  fails = false
  viewer.viewStep(1)
  await settled()
  expect(calls).toEqual(['a 0', 'a 1'])
})
