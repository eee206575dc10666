// With a software adapter there are two backends to choose from: is the quicker one taken, and does the address overrule it?
import { expect, test } from '../fixtures'

// Cold: the address decides at the start.
test('a software GPU is not used unasked', async ({ coldApp: app }) => {
  const { capabilities, model } = await app.openReady({ query: '' })
  expect(capabilities).toMatchObject({ backend: 'wasm', reason: 'software-adapter', adapter: { software: true } })
  expect(model.backend).toBe('wasm')
  await expect(app.page.getByText(/software GPU/)).toBeVisible()
})

test('the address can ask for either', async ({ coldApp: app, expectError }) => {
  // The page is left while its model is still on the way.
  expectError(/net::ERR_ABORTED/)
  await app.open({ query: '?backend=wasm' })
  await expect(app.page.getByText(/^WebGPU is switched off by this address/)).toBeVisible()
  await app.open({ query: '?backend=webgpu' })
  await expect(app.page.getByText(/^WebGPU · .*software renderer · single precision$/)).toBeVisible()
})
