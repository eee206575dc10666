// Does the whole pipeline (tokenizer, text encoder, schedule, noise, sampler, guidance, network, decoder) do what the PyTorch modules
// do under samplers written a second time from their papers? Goldens: tools/reference.py.
import { beforeAll, expect, test } from 'vitest'
import type { Pipeline } from '../../workers/model/pipeline'
import { arrayDeviation } from '../trace/deviation'
import { captions, goldenFrames, goldenRgb, modelFiles, requests, tokenizerFiles } from './goldens'
import { rgbPsnr } from '../../lab/rgb-psnr'
import { demandSameFiles } from './model-files'
import { generate, openNodePipeline } from './node-pipeline'

/** Of the largest value of a latent. Rounding in two runtimes ends below 1e-5; a wrong coefficient shows in the third digit. */
const tolerance = 1e-4

let pipeline: Pipeline<Float32Array>
beforeAll(async () => {
  pipeline = await openNodePipeline()
}, 120_000)

test.each(requests)('$name: every step and the picture are the reference’s', { timeout: 120_000 }, async ({ name, request }) => {
  demandSameFiles('tests/golden/pipeline/requests.json', modelFiles)
  const expected = goldenFrames(name, request.size)
  const { frames, rgba } = await generate(pipeline, request)
  expect(frames).toHaveLength(expected.length)
  const deviations = frames.map((frame, i) => arrayDeviation(frame, expected[i]!))
  expect(deviations.filter((deviation) => !(deviation <= tolerance))).toEqual([])
  expect(rgbPsnr(rgba, goldenRgb(name))).toBeGreaterThanOrEqual(50)
})

test('token ids are those of the Python library', () => {
  demandSameFiles('tests/golden/pipeline/tokens.json', tokenizerFiles)
  const { maxLength, padId } = pipeline.manifest.tokenizer
  expect(captions).toHaveLength(200)
  const wrong = captions.flatMap(({ text, ids }) => {
    const actual = Array.from(pipeline.tokenizer.encode(text))
    const padded = [...ids, ...Array<number>(maxLength - ids.length).fill(padId)]
    return actual.join() === padded.join() ? [] : [{ text, actual: actual.slice(0, ids.length + 1), ids }]
  })
  expect(wrong).toEqual([])
})
