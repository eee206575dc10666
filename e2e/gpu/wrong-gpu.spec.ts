// A GPU that computes wrongly: what a person gets is the picture of the processor and a word about it, never a black one.
import { expect, fingerprint, test } from '../fixtures'

/** Before the engine: from now on the latents' own sums are NaN on this worker's GPU, and its processor has threads wherever this runs. */
const lie = `
Object.defineProperty(navigator, 'hardwareConcurrency', { value: 4 })
const make = GPUDevice.prototype.createShaderModule
GPUDevice.prototype.createShaderModule = function (descriptor) {
  const wrong = (descriptor.label ?? '').startsWith('darkroom:linear')
  const code = wrong ? descriptor.code.replace('] = sum;', '] = bitcast<f32>(params.n | 0x7fc00000u);') : descriptor.code
  return make.call(this, { ...descriptor, code })
};
`

test('where the GPU says NaN the processor draws, and the status line says so', async ({ coldApp: app, context }) => {
  await context.route(/\/assets\/diffusion\.worker-[^/]*\.js$/, async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, body: lie + (await response.text()) })
  })
  const builds: string[] = []
  context.on('request', (request) => builds.push(...(/ort-wasm-simd-threaded[^/]*\.wasm$/.exec(request.url()) ?? [])))
  const { capabilities } = await app.openReady()
  expect(capabilities).toMatchObject({ crossOriginIsolated: true, threads: 2 })
  await app.page.evaluate(() => {
    new MutationObserver(() => {
      const said = /computing again[^.…]*/.exec(document.querySelector('.status')?.textContent ?? '')
      if (said) document.documentElement.dataset['said'] = said[0]
    }).observe(document.body, { subtree: true, childList: true, characterData: true })
  })
  const made = await app.generate()
  expect(made.backend).toBe('wasm')
  // The build for the GPU has one thread on the processor.
  expect(builds.at(-1)).toMatch(/^ort-wasm-simd-threaded-/)
  expect(await app.page.evaluate(() => document.documentElement.dataset['said'])).toContain('on the processor')
  // Again, and now at once.
  expect(fingerprint(await app.generate())).toBe(fingerprint(made))
})
