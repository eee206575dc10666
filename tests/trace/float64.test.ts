import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { samplers } from '../../src/core/samplers/index'
import { TOLERANCE } from './deviation'
import { float64Deviations } from './float64'

test('Restart and DDIM CFG++ equal their formulas in double precision', async () => {
  for (const [sampler, deviations] of Object.entries(await float64Deviations())) {
    for (const deviation of deviations) expect(deviation, sampler).toBeLessThanOrEqual(TOLERANCE)
  }
})

test('docs/samplers.md has a row with a reference for every sampler (npm run samplers-table writes it)', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/samplers.md'), 'utf8')
  for (const { meta } of samplers) {
    expect(page).toMatch(new RegExp(`\\| \`${meta.id}\` \\|.*\\| [^|]*\\(\\d+, \\d\\.\\de-\\d+\\) \\|`))
  }
})
