import { expect, test } from 'vitest'
import type { ModelGraph, ModelManifest, ModelPrecision } from '../../src/core/manifest'
import type { PictureRequest } from '../../src/core/request/picture-request'
import type { Show } from '../../src/protocol/jobs'
import { requestWith } from '../../tests/pipeline/test-request'
import { editionOf, lazyEditions } from './editions'
import type { Unet } from '../stages/unet'

const show: Show = { preview: 'none', keepSteps: false }
const asking = (guidance: number, network?: PictureRequest['network']) => ({ ...requestWith({ guidance }), ...(network && { network }) })
const graph = (name: string): ModelGraph => ({ graph: name, externalData: {} })
const precision = { id: 'q8', graphs: { unet: graph('unet'), xrayUnet: graph('xray') } } as ModelPrecision
const manifest = { name: 'Tiny' } as ModelManifest

test('which UNet a request runs on', () => {
  expect(editionOf(asking(1), show)).toBeNull()
  expect(editionOf(asking(4, 'full'), show)).toBeNull()
  expect(editionOf(asking(4), { ...show, attention: 'tokens' })).toBe('xrayUnet')
  expect(editionOf(asking(1, 'full'), { ...show, attention: 'heads' })).toBe('xrayUnet')
  expect(editionOf(asking(1, 'instant'), show)).toBe('instantUnet')
})

test.each([
  [4, show, { key: 'bad-request.instant-guidance', params: { guidance: 4 } }],
  [1, { ...show, attention: 'tokens' }, { key: 'bad-request.instant-xray' }],
] satisfies [number, Show, object][])('the instant network refuses guidance %j and %j', (guidance, asked, refusal) => {
  expect(() => editionOf(asking(guidance, 'instant'), asked)).toThrow(expect.objectContaining({ code: 'bad-request', ...refusal }))
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
  await expect(setUp().open('instantUnet')).rejects.toMatchObject({ key: 'bad-request.no-instant', params: { model: 'Tiny', precision: 'q8' } })
})
