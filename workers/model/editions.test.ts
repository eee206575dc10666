import { expect, test } from 'vitest'
import type { ModelGraph, ModelManifest, ModelPrecision } from '../../src/core/manifest'
import type { GenerateRequest } from '../../src/protocol/engine-api'
import { editionOf, lazyEditions } from './editions'
import type { Unet } from '../stages/unet'

const request = { prompt: 'a', guidance: 1 } as GenerateRequest
const graph = (name: string): ModelGraph => ({ graph: name, externalData: {} })
const precision = { id: 'q8', graphs: { unet: graph('unet'), xrayUnet: graph('xray') } } as ModelPrecision
const manifest = { name: 'Tiny' } as ModelManifest

test('which UNet a request runs on', () => {
  expect(editionOf(request)).toBeNull()
  expect(editionOf({ ...request, edition: 'full', guidance: 4 })).toBeNull()
  expect(editionOf({ ...request, attention: 'tokens', guidance: 4 })).toBe('xrayUnet')
  expect(editionOf({ ...request, edition: 'full', attention: 'heads' })).toBe('xrayUnet')
  expect(editionOf({ ...request, edition: 'instant' })).toBe('instantUnet')
})

test.each([
  [{ edition: 'instant', guidance: 4 }, /without guidance, not with 4/],
  [{ edition: 'instant', attention: 'tokens' }, /x-rayed/],
] satisfies [Partial<GenerateRequest>, RegExp][])('refuses %j', (change, says) => {
  expect(() => editionOf({ ...request, ...change })).toThrow(expect.objectContaining({ code: 'bad-request', message: expect.stringMatching(says) }))
})

/** Editions whose graphs open by writing their name down. */
function setUp() {
  const log: string[] = []
  let failures = 0
  const editions = lazyEditions<Float32Array>(manifest, precision, async ({ graph: name }, outputs) => {
    if (failures-- > 0) throw new Error('no line')
    log.push(`open ${name} with ${outputs.join()}`)
    return { release: async () => void log.push(`release ${name}`) } as unknown as Unet<Float32Array>
  })
  const open = (edition: 'xrayUnet' | 'instantUnet') => editions.open(edition, () => {}, new AbortController().signal)
  return { editions, log, open, fail: () => { failures = 1 } }
}

test('an edition is opened once and released with the model', async () => {
  const { editions, log, open } = setUp()
  expect(await open('xrayUnet')).toBe(await open('xrayUnet'))
  await editions.release()
  expect(log).toEqual(['open xray with attention_tokens', 'release xray'])
})

test('a failed opening is tried again the next time', async () => {
  const { log, open, fail } = setUp()
  fail()
  await expect(open('xrayUnet')).rejects.toThrow('no line')
  await open('xrayUnet')
  expect(log).toEqual(['open xray with attention_tokens'])
})

test('an edition that the precision does not have is refused', async () => {
  await expect(setUp().open('instantUnet')).rejects.toMatchObject({ code: 'bad-request', message: 'Tiny has no instant network in q8.' })
})
