// Does the latent stay on the GPU? Counted by the engine's own ledger of writes and readbacks; one latent of this picture is 1,024 bytes.
import { expect, test } from '../fixtures'

test('a step uploads at most 256 bytes and reads nothing back, but for two flags of four bytes a run', async ({ app }) => {
  const { timings } = await app.generate({ steps: 3, sampler: 'euler_ancestral' })
  expect(timings.traffic).not.toBeNull()
  expect(timings.traffic?.uploadBytesPerStep).toBeGreaterThan(0)
  expect(timings.traffic?.uploadBytesPerStep).toBeLessThanOrEqual(256)
  expect(timings.traffic?.readbacks).toBe(0)
  expect(timings.traffic?.flagReadbacks).toBe(2)
})
