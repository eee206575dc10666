// Do GPU and processor paint the same picture? The two share no kernel, so this is the strongest check of the WebGPU path.
import { expect, psnr, test } from '../fixtures'

test.use({ model: 'pictograms' })

const requests = [
  { sampler: 'euler', guidance: 4, steps: 2 },
  { sampler: 'dpmpp_2m', guidance: 1, steps: 3 },
]

test('WebGPU and wasm agree to 40 dB', async ({ app }) => {
  const onGpu = []
  for (const request of requests) onGpu.push(await app.generate(request))

  const other = await app.secondTab()
  await app.page.close() // its weights would weigh on the other's
  await other.openReady({ query: '?backend=wasm' })
  for (const [i, gpu] of onGpu.entries()) {
    const cpu = await other.generate(requests[i])
    expect([gpu.backend, cpu.backend]).toEqual(['webgpu', 'wasm'])
    const agreement = psnr(gpu.rgba, cpu.rgba)
    test.info().annotations.push({ type: 'PSNR', description: `${requests[i]?.sampler}: ${agreement.toFixed(1)} dB` })
    expect(agreement).toBeGreaterThanOrEqual(40)
  }
})
