// Where the x-ray says each noun went, held against where the picture has that noun's object: what tests/pipeline/xray.test.ts looks at
// in a few pictures and `npm run measure` in fifty.
import { wordMap } from '../../src/core/attention'
import { clashes, colours } from '../../src/core/pictograms/vocabulary'
import { generate, openNodePipeline } from './node-pipeline'
import { intersectionOverUnion, objectMasks } from './object-masks'
import { requestWith } from './test-request'

/** Means over both nouns of every picture: overlap of a noun's map with its own object, and with the other one. */
export interface XrayOverlap { own: number; others: number }

/** What the x-ray has to reach. */
export const overlapBars = { own: 0.5, others: 0.2 }

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

export async function xrayOverlap(pictures: number): Promise<XrayOverlap> {
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
  return { own: mean(own), others: mean(others) }
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
