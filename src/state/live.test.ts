// The small pictures that come with steps: shown one at a time, each closed after it, and kept in no result.
import { expect, test } from 'vitest'
import type { GenerateRequest, GenerateResult } from '../protocol/engine-api'
import type { EngineEvent } from '../protocol/events'
import { createRunState } from './run'
import type { Settings } from './settings'
import { testClient } from './test-client'

const settings = { model: 'm', prompt: 'fish', negativePrompt: '', steps: 2, guidance: 1, sampler: 'euler', schedule: 'automatic', seed: 1, rng: 'cpu', width: 64, height: 64, preview: 'fast' } as Settings

const step = (index: number, picture?: ImageBitmap): EngineEvent => ({ type: 'step', index, steps: 3, sigma: 1, elapsedMs: 0, remainingMs: 0, ...(picture && { picture }) })

function setUp(livePictures: boolean) {
  const asked: GenerateRequest[] = []
  const closed: string[] = []
  const bitmap = (name: string) => ({ name, close: () => void closed.push(name) }) as unknown as ImageBitmap
  const shown: unknown[] = []
  const client = testClient({
    async generate(request, onEvent) {
      asked.push(request)
      for (const event of [step(0, bitmap('a')), step(1), step(2, bitmap('b'))]) {
        onEvent(event)
        shown.push([(run.live.value as unknown as { name: string }).name, [...closed]])
      }
      return {} as GenerateResult
    },
  })
  const run = createRunState({ client, clock: () => 0, drawSeed: () => 1, nextId: () => 1, livePictures, onPicture() {}, onFailure() {}, onLighter() {} })
  return { run, asked, closed, shown }
}

test('the newest is there until the next comes or the run ends', async () => {
  const { run, closed, shown } = setUp(true)
  const picture = await run.begin(async () => settings, async () => {})
  expect(shown).toEqual([['a', []], ['a', []], ['b', ['a']]])
  expect([run.live.value, closed]).toEqual([null, ['a', 'b']])
  expect(picture?.steps).toHaveLength(3)
  expect(picture?.steps.some((one) => 'picture' in one)).toBe(false)
})

test('they are asked for by whoever shows them, and no part of what makes the picture', async () => {
  const [live, plain] = [setUp(true), setUp(false)]
  const picture = await live.run.begin(async () => settings, async () => {})
  await plain.run.begin(async () => settings, async () => {})
  expect([live, plain].map(({ asked }) => asked[0]?.livePictures)).toEqual([true, undefined])
  expect(picture?.request).not.toHaveProperty('livePictures')
})
