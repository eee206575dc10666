// Does the x-ray show the truth? For "a red circle above a blue square", is each noun's attention where the picture has its object?
import { expect, test } from 'vitest'
import { wordMap } from '../../src/core/attention'
import { clashes, colours } from '../../src/core/pictograms/vocabulary'
import { generate, openNodePipeline } from './node-pipeline'
import { requestWith } from './test-request'
import { intersectionOverUnion, objectMasks } from './object-masks'

const pictures = 50
/** Of one colour all over, so that a picture's colours tell where they are. */
const shapes = ['circle', 'square', 'triangle', 'star', 'heart', 'moon', 'cloud', 'apple', 'fish', 'bird', 'balloon'] as const
/** Far apart, also when they mix along an edge. */
const inks = ['red', 'blue', 'green', 'black', 'purple', 'yellow'] as const
const relations = ['above', 'below', 'next to'] as const
const grounds = ['', 'white', 'gray', 'yellow'] as const

/** Two objects of different shapes and colours on a plain background, another combination for every number. */
function sentence(n: number) {
  const nouns = [shapes[n % 11]!, shapes[(n + 1 + (n % 10)) % 11]!] as const
  const ink = [inks[n % 6]!, inks[(n + 1 + (Math.floor(n / 6) % 5)) % 6]!] as const
  const wished = grounds[n % 4]!
  const ground = wished !== '' && ink.some((colour) => clashes(colour, wished)) ? 'white' : wished
  return { text: `a ${ink[0]} ${nouns[0]} ${relations[n % 3]} a ${ink[1]} ${nouns[1]}${ground && ` on a ${ground} background`}`, nouns, ink }
}

test(`over ${pictures} pictures a noun's map covers its object and not the other one`, { timeout: 900_000 }, async () => {
  const pipeline = await openNodePipeline('xrayUnet')
  const own: number[] = []
  const others: number[] = []
  for (let n = 0; n < pictures; n++) {
    const { text, nouns, ink } = sentence(n)
    const request = requestWith({ prompt: text, sampler: 'dpmpp_2m', schedule: 'karras', steps: 8, guidance: 4, seed: n })
    const { rgba, attention } = await generate(pipeline, request, { attention: 'tokens' })
    const masks = objectMasks({ rgba, ...request.size }, ink.map((name) => colours[name]), pipeline.manifest.latent.factor)
    const maps = nouns.map((noun) => wordMap(attention!, { start: text.indexOf(noun), end: text.indexOf(noun) + noun.length })!.map((value) => (value >= 0.5 ? 1 : 0)))
    own.push(...maps.map((map, i) => intersectionOverUnion(map, masks[i]!)))
    others.push(...maps.map((map, i) => intersectionOverUnion(map, masks[1 - i]!)))
  }
  expect(own).toHaveLength(2 * pictures)
  expect(mean(own)).toBeGreaterThanOrEqual(0.5)
  expect(mean(others)).toBeLessThanOrEqual(0.2)
})

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
