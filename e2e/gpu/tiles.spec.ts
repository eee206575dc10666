// The decoder in tiles on a GPU: the same picture as at once, chosen by hand and kept over a reload.
import { expect, psnr, test } from '../fixtures'

test.use({ model: 'pictograms' })

// Of this size the last two doublings take tiles that see less than the whole.
const request = { sampler: 'euler', guidance: 1, steps: 1, width: 192, height: 192 }

test('a picture decoded in tiles on WebGPU is the picture, to 45 dB', async ({ app }) => {
  test.slow() // the software GPU loads the model twice
  const whole = await app.generate(request)
  await app.page.evaluate(() => localStorage.setItem('darkroom.memory', 'decoder=tiles'))

  const other = await app.secondTab()
  await app.page.close()
  const { model } = await other.openReady()
  expect(model.memory).toMatchObject({ decoder: 'tiles', parts: 'together' })
  const tiled = await other.generate(request)
  expect(tiled.backend).toBe('webgpu')
  const agreement = psnr(whole.rgba, tiled.rgba)
  test.info().annotations.push({ type: 'PSNR', description: `${agreement.toFixed(1)} dB` })
  expect(agreement).toBeGreaterThanOrEqual(45)
})
