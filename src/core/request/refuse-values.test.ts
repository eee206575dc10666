import { expect, test } from 'vitest'
import { said } from '../errors/test-said'
import type { EngineError } from '../errors/engine-error'
import { refuseValues } from './refuse-values'
import { base, everything, known, manifest } from './test-values'

const refused = (values: Record<string, unknown>) => {
  try {
    refuseValues(values, known, manifest)
    return null
  } catch (error) {
    return said(error as EngineError)
  }
}

test('what a form may say is taken, a seed left to chance and a field left out among it', () => {
  expect(refused({ ...base })).toBeNull()
  expect(refused({ ...everything, seed: null, eta: undefined })).toBeNull()
  expect(refused({ steps: 1, guidance: 30, schedule: 'automatic', seed: Number.MAX_SAFE_INTEGER, width: manifest.size.max, negative: '' })).toBeNull()
})

test.each<[string, unknown, RegExp]>([
  ['steps', 900, /^steps cannot be 900\..*whole number from 1 to 150/],
  ['steps', 2.5, /^steps cannot be 2.5\..*whole number/],
  ['steps', '8', /^steps cannot be 8\./],
  ['steps', Number.NaN, /^steps cannot be NaN\./],
  ['steps', null, /^steps cannot be null\./],
  ['guidance', 0, /^guidance cannot be 0\..*a number from 1 to 30/],
  ['guidance', Infinity, /^guidance cannot be Infinity\./],
  ['seed', -1, /^seed cannot be -1\./],
  ['seed', 2 ** 53, /^seed cannot be 9007199254740992\./],
  ['width', 100, /^width cannot be 100\..*multiple/],
  ['eta', 2, /^eta cannot be 2\./],
  ['sampler', 'nosuch', /^sampler cannot be nosuch\..*one of .*euler/],
  ['sampler', 7, /^sampler cannot be 7\./],
  ['rng', 'gpu', /one of cpu, nv/],
  ['model', 'nosuch', /^model cannot be nosuch/],
  ['prompt', 7, /^prompt cannot be 7\..*text/],
  ['setps', 8, /^There is no setting called “setps”\..*steps/],
  ['constructor', 8, /no setting called “constructor”/],
  ['__proto__x', {}, /no setting called/],
  ['steps', 'x'.repeat(5000), /^steps cannot be x{60}\./],
])('%s: %j is refused by name', (field, value, sentence) => {
  const told = refused({ [field]: value })
  expect(`${told?.message} ${told?.remedy}`).toMatch(sentence)
})
