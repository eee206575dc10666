// Does the page say what it runs on, and can it be installed?
import { expect, test } from '../fixtures'

// Cold, all of them: the first start is what they are about.
test('without WebGPU the page says so and works, isolated, with the embedded model loaded unasked', async ({ coldApp: app }) => {
  const { capabilities, model } = await app.openReady()
  expect(capabilities).toMatchObject({ backend: 'wasm', reason: 'no-adapter', crossOriginIsolated: true })
  await expect(app.page.getByText(/^WebGPU found no graphics card here, so pictures are made on the processor/)).toBeVisible()
  expect(model).toMatchObject({ modelId: 'pictograms', backend: 'wasm', source: 'network' })
  await expect(app.modelCard.getByText('Ready', { exact: true })).toBeVisible()
  await expect(app.generateButton).toBeEnabled()
})

test('the page can be installed', async ({ coldApp: app }) => {
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
