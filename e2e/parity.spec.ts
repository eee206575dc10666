// Is the picture of the browser the picture of PyTorch? The short goldens of tests/pipeline/parity.test.ts, through the built app.
import { expect, test } from './fixtures'
import { rgbPsnr } from '../lab/rgb-psnr'
import { goldenRgb, modelFiles, requests } from '../tests/pipeline/goldens'
import { demandSameFiles } from '../tests/pipeline/model-files'

for (const { name, request } of requests.filter((golden) => golden.name.endsWith('-short'))) {
  test(`${name}: the picture agrees with PyTorch to 50 dB in single precision`, async ({ app, backend }) => {
    test.setTimeout(900_000)
    demandSameFiles('tests/golden/pipeline/requests.json', modelFiles)
    const { model } = await app.openReady({ query: `?backend=${backend}&canvas=webgpu&precision=fp32` })
    expect(model).toMatchObject({ backend, precision: 'fp32' })
    const { rgba } = await app.generate(request)
    const agreement = rgbPsnr(Buffer.from(rgba, 'base64'), goldenRgb(name))
    test.info().annotations.push({ type: 'PSNR', description: `${agreement.toFixed(1)} dB` })
    expect(agreement).toBeGreaterThanOrEqual(50)
  })
}
