// A machine whose runtime is right, wrong or mute in half precision.
import { expect, test, vi } from 'vitest'
import type { ModelManifest } from '../../src/core/manifest'
import type { Capabilities, TrialOutcome } from '../../src/protocol/machine'
import { trusted } from '../capabilities'
import { createSerialQueue } from '../ort/queue'
import { knownMachine, machineFor } from './tried-machine'

const half: TrialOutcome = { trial: 'half', ended: 'passed', errors: {} }
const gpu = { backend: 'webgpu', ...trusted([half]) } as Capabilities
const ended = (how: TrialOutcome['ended']): TrialOutcome => ({ trial: 'runtime-half', ended: how, errors: { conv: 0.5 } })
const queue = createSerialQueue()

test.each<[string, () => Promise<TrialOutcome>, boolean]>([
  ['right', async () => ended('passed'), true],
  ['wrong', async () => ended('failed'), false],
  ['mute', async () => ended('unanswered'), false],
  ['not to be had', () => Promise.reject(new Error('offline')), false],
])('where the runtime is %s its halves are believed accordingly from then on, and asked once', async (_, answer, shaderF16) => {
  const hold = vi.fn(answer)
  const machine = knownMachine(async () => gpu, hold, trusted)
  expect(await machine.capabilities()).toMatchObject({ shaderF16: true })
  expect(hold).not.toHaveBeenCalled()
  for (let time = 0; time < 2; time++) expect(await machine.tried(queue)).toMatchObject({ shaderF16, trials: [half, { trial: 'runtime-half' }] })
  expect(await machine.capabilities()).toMatchObject({ shaderF16 })
  expect(hold).toHaveBeenCalledOnce()
})

test('where halves are not offered nothing is tried', async () => {
  const hold = vi.fn(async () => ended('passed'))
  const plain = { ...gpu, ...trusted([]) }
  expect(await knownMachine(async () => plain, hold, trusted).tried(queue)).toEqual(plain)
  expect(hold).not.toHaveBeenCalled()
})

test('only a precision in halves asks for the trial', async () => {
  const precisions = [{ id: 'fp16', requires: ['shader-f16'] }, { id: 'fp32' }]
  const model = { precisions } as unknown as ModelManifest
  const wrong = { ...gpu, ...trusted([half, ended('failed')]) }
  const tried = vi.fn(async () => wrong)
  expect(await machineFor(model, 'fp32', gpu, tried)).toBe(gpu)
  expect(await machineFor(model, null, { ...gpu, backend: 'wasm' }, tried)).toMatchObject({ backend: 'wasm' })
  expect(tried).not.toHaveBeenCalled()
  expect(await machineFor(model, null, gpu, tried)).toBe(wrong)
})
