// Do GPU and processor paint the same picture? The two share no kernel, so this is the strongest check of the WebGPU path.
import { expect, psnr, test } from './fixtures'

for (const request of [
  { sampler: 'euler', guidance: 4, steps: 2 },
  { sampler: 'dpmpp_2m', guidance: 1, steps: 3 },
]) {
  test(`WebGPU and wasm agree: ${request.sampler}, guidance ${request.guidance}`, async ({ app, secondTab }) => {
    await app.openReady()
    const gpu = await app.generate(request)
    expect(gpu.backend).toBe('webgpu')
    await app.page.close()

    const other = await secondTab()
    await other.openReady({ query: '?backend=wasm' })
    const cpu = await other.generate(request)
    expect(cpu.backend).toBe('wasm')
    expect(psnr(gpu.rgba, cpu.rgba)).toBeGreaterThanOrEqual(40)
  })
}
