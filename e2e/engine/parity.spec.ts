// Is the picture of the browser the picture of PyTorch? The short goldens of tests/pipeline/parity.test.ts, through the built app.
import { expect, test } from '../fixtures'
import { rgbPsnr } from '../../lab/rgb-psnr'
import { fromRequest } from '../../src/core/request/form-values'
import { goldenRgb, modelFiles, requests } from '../../tests/pipeline/goldens'
import { demandSameFiles } from '../../tests/pipeline/model-files'

test.use({ model: 'pictograms' })

const goldens = requests.filter(({ name }) => name.endsWith('-short'))
/** One is enough for a software GPU, where a step takes seconds. Its samplers are held by gpu/traces.spec.ts. */
const onGpu = requests.filter(({ name }) => name.endsWith('-small'))

// Cold: its precision is not the one that others start with. One start for all of them.
test('the pictures agree with PyTorch to 50 dB in single precision', async ({ coldApp: app, backend }) => {
  test.setTimeout(900_000)
  demandSameFiles('tests/golden/pipeline/requests.json', modelFiles)
  expect(goldens.length).toBeGreaterThan(1)
  expect(onGpu).toHaveLength(1)
  const { model } = await app.openReady({ query: `?backend=${backend}&canvas=webgpu&precision=fp32` })
  expect(model).toMatchObject({ backend, precision: 'fp32' })
  for (const { name, request } of backend === 'webgpu' ? onGpu : goldens) {
    const { rgba } = await app.generate(fromRequest(request))
    const agreement = rgbPsnr(Buffer.from(rgba, 'base64'), goldenRgb(name))
    test.info().annotations.push({ type: 'PSNR', description: `${name}: ${agreement.toFixed(1)} dB` })
    expect(agreement, name).toBeGreaterThanOrEqual(50)
  }
})
