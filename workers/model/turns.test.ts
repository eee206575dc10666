import { expect, test } from 'vitest'
import type { OrtContext } from '../ort/session'
import { takeTurns } from './turns'

function setUp(broken: Partial<Record<'open' | 'check', boolean>> = {}) {
  const log: string[] = []
  let places = 0
  const turns = takeTurns(async (withLatents) => {
    const name = `${withLatents ? 'place' : 'bare place'} ${++places}`
    log.push(`open ${name}`)
    return { context: {} as OrtContext, check() { if (broken.check) throw new Error('no memory') }, close: async () => void log.push(`close ${name}`) }
  })
  const part = (name: string) => async () => {
    if (broken.open) throw new Error('no such part')
    log.push(name)
    return { name, release: async () => void log.push(`release ${name}`) }
  }
  return { log, turns, text: part('text'), unet: part('unet'), broken }
}

test('the part before has left, session first, when the next one comes', async () => {
  const { log, turns, text, unet } = setUp()
  await turns.take(text, false)
  await turns.take(unet, true)
  expect(await turns.take(unet, true)).toMatchObject({ name: 'unet' })
  await turns.leave()
  await turns.leave()
  expect(log).toEqual(['open bare place 1', 'text', 'release text', 'close bare place 1', 'open place 2', 'unet', 'release unet', 'close place 2'])
})

test('a part that cannot be opened leaves no place behind, and the next may come', async () => {
  const { log, turns, text, broken } = setUp({ open: true })
  await expect(turns.take(text, false)).rejects.toThrow('no such part')
  broken.open = false
  await turns.take(text, false)
  expect(log).toEqual(['open bare place 1', 'close bare place 1', 'open bare place 2', 'text'])
})

test('what went wrong where a part lived is told before the next one takes over its results', async () => {
  const { turns, text, unet, broken } = setUp()
  await turns.take(text, false)
  broken.check = true
  await expect(turns.take(unet, true)).rejects.toThrow('no memory')
})
