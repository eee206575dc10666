// Do GPU and processor paint the same picture, and does the latent stay on the GPU? The two share no kernel, so this is the strongest
// check of the WebGPU path with the weights that people get.
import { expect, psnr, test } from '../fixtures'

test.use({ model: 'pictograms' })

const request = { sampler: 'euler', guidance: 4, steps: 2 }

test('WebGPU and wasm agree to 40 dB', async ({ app }) => {
  const gpu = await app.generate(request)
  const other = await app.secondTab()
  await app.page.close() // its weights would weigh on the other's
  await other.openReady({ query: '?backend=wasm' })
  const cpu = await other.generate(request)
  expect([gpu.backend, cpu.backend]).toEqual(['webgpu', 'wasm'])
  expect(gpu.timings.traffic).toMatchObject({ readbacks: 0, flagReadbacks: 2 })
  expect(gpu.timings.traffic?.uploadBytesPerStep).toBeLessThanOrEqual(256)
  const agreement = psnr(gpu.rgba, cpu.rgba)
  test.info().annotations.push({ type: 'PSNR', description: `${agreement.toFixed(1)} dB` })
  expect(agreement).toBeGreaterThanOrEqual(40)
})
