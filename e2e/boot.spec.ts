// Does the page say what it runs on, and can it be installed?
import { expect, test } from './fixtures'

test('without a choice in the address the quicker backend is taken, and the page says why', async ({ app, backend }) => {
  const { capabilities } = await app.openReady({ query: '' })
  expect(capabilities.backend).toBe('wasm')
  expect(capabilities.reason).toBe(backend === 'webgpu' ? 'software-adapter' : 'no-adapter')
  await expect(app.page.getByText(backend === 'webgpu' ? /software GPU/ : /^WebGPU found no graphics card here/)).toBeVisible()
})

test('the address can choose the other backend', async ({ app, backend }) => {
  test.skip(backend === 'wasm', 'there is no other one without an adapter')
  await app.open({ query: '?backend=webgpu' })
  await expect(app.page.getByText(/^WebGPU · .*software renderer · single precision$/)).toBeVisible()
  await app.open({ query: '?backend=wasm' })
  await expect(app.page.getByText(/^WebGPU is switched off by this address/)).toBeVisible()
})

test('the page is cross-origin isolated and the embedded model loads unasked', async ({ app, backend }) => {
  const { capabilities, model } = await app.openReady()
  expect(capabilities.crossOriginIsolated).toBe(true)
  expect(model).toMatchObject({ modelId: 'pictograms', backend, source: 'network' })
  await expect(app.modelCard.getByText('Ready', { exact: true })).toBeVisible()
  await expect(app.generateButton).toBeEnabled()
})

test('the page can be installed', async ({ app }) => {
  await app.open()
  const manifest = await app.page.evaluate(async () => {
    const link = document.querySelector<HTMLLinkElement>('link[rel=manifest]')
    if (!link) throw new Error('no manifest is linked')
    return { base: link.href, ...((await (await fetch(link.href)).json()) as WebManifest) }
  })
  expect(manifest).toMatchObject({ name: expect.stringContaining('Darkroom'), display: 'standalone', start_url: expect.any(String) })
  expect(manifest.icons.map(({ sizes }) => sizes)).toEqual(expect.arrayContaining(['192x192', '512x512']))
  for (const { src, type } of manifest.icons) {
    const response = await app.page.request.get(new URL(src, manifest.base).href)
    expect(response.status()).toBe(200)
    expect(response.headers()['content-type']).toBe(type)
  }
})

interface WebManifest {
  name: string
  display: string
  start_url: string
  icons: { src: string; sizes: string; type: string }[]
}
