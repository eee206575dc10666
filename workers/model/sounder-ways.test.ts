import { expect, test } from 'vitest'
import { EngineError } from '../../src/core/errors/engine-error'
import type { ModelManifest, ModelPrecision } from '../../src/core/manifest'
import { bySounderWays, waysAfter } from './sounder-ways'
import type { Way } from './sounder-ways'

const precision = (id: string, requires?: ['shader-f16']) => ({ id, ...(requires && { requires }), graphs: {} }) as unknown as ModelPrecision
const manifest = { precisions: [precision('q8f16', ['shader-f16']), precision('fp16', ['shader-f16']), precision('q8'), precision('fp32')] } as unknown as ModelManifest
const gpu = { backend: 'webgpu', shaderF16: true } as const
const stored = (...ids: string[]) => async ({ id }: ModelPrecision) => ids.includes(id)
const wrong = () => new EngineError('wrong-picture.not-finite', { model: 'Tiny' }, 'first')

test.each<[Way, string[], string[]]>([
  [{ precision: 'fp16', backend: 'webgpu' }, ['fp16', 'q8', 'fp32'], ['q8 webgpu', 'q8 wasm']],
  [{ precision: 'fp16', backend: 'webgpu' }, ['fp16', 'fp32'], ['fp32 webgpu', 'fp32 wasm']],
  [{ precision: 'fp32', backend: 'webgpu' }, ['q8', 'fp32'], ['fp32 wasm']],
  [{ precision: 'fp16', backend: 'webgpu' }, ['fp16', 'q8f16'], []],
  [{ precision: 'fp32', backend: 'wasm' }, ['q8', 'fp32'], []],
])('after %o, with %s stored, come %s', async (used, there, wanted) => {
  expect((await waysAfter(used, manifest, gpu, stored(...there))).map(({ precision: id, backend }) => `${id} ${backend}`)).toEqual(wanted)
})

const ways: Way[] = [{ precision: 'fp32', backend: 'webgpu' }, { precision: 'fp32', backend: 'wasm' }]

test('ways are tried until one computes a picture', async () => {
  const tried: string[] = []
  const answer = await bySounderWays(null, async () => ways, async (way, again) => {
    tried.push(`${way?.backend ?? 'own'} ${again}`)
    if (way?.backend !== 'wasm') throw wrong()
    return 'picture'
  })
  expect([answer, ...tried]).toEqual(['picture', 'own false', 'webgpu true', 'wasm true'])
})

test('when none helps the first error is told, with what became of the others', async () => {
  const told = bySounderWays(null, async () => ways, async (way) => { throw way?.backend === 'wasm' ? new Error('std::bad_alloc') : wrong() })
  await expect(told).rejects.toMatchObject({ key: 'wrong-picture.not-finite', params: { model: 'Tiny' }, detail: expect.stringMatching(/^first\nfp32 on webgpu: .*\nfp32 on wasm: std::bad_alloc/) })
})

test('another failure is no reason to try again, and neither is a person who stops it', async () => {
  const asked: unknown[] = []
  const failing = (error: Error) => bySounderWays(null, async () => ways, async (way) => {
    asked.push(way)
    throw way ? new EngineError('cancelled.run', {}) : error
  })
  await expect(failing(new Error('no'))).rejects.toThrow('no')
  expect(asked).toEqual([null])
  await expect(failing(wrong())).rejects.toMatchObject({ code: 'cancelled' })
  expect(asked).toEqual([null, null, ways[0]])
})
