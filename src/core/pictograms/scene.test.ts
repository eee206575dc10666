// Scenes and captions by lot, beyond the golden ones: the rules hold for any seed.
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { randomCaption } from './caption'
import { randomLayout } from './layout'
import { SceneRandom } from './random'
import { heldOut, randomScene } from './scene'
import { sha256 } from './sha256'
import { clashes } from './vocabulary'

const seeds = Array.from({ length: 500 }, (_, seed) => 10_000 + seed)

test.each([false, true])('unseen = %s: nothing vanishes in its background, and held-out combinations are where they belong', (unseen) => {
  for (const seed of seeds) {
    const { objects, background } = randomScene(new SceneRandom(seed), unseen)
    expect(objects.some(({ colour }) => clashes(colour, background))).toBe(false)
    expect(objects.some(({ name, colour }) => heldOut(name, colour, background))).toBe(unseen)
  }
})

test('one seed gives one scene, another seed another', () => {
  expect(whole(7)).toBe(whole(7))
  expect(new Set(seeds.map(whole)).size).toBe(seeds.length)
})

test('objects keep within the picture', () => {
  for (const seed of seeds) {
    const random = new SceneRandom(seed)
    for (const { cx, cy, radius } of randomLayout(random, randomScene(random)).objects) {
      expect(Math.min(cx, cy, 128 - cx, 128 - cy) - radius).toBeGreaterThan(-3)
    }
  }
})

test('a caption has one noun per object, one for a count, each a word of the text', () => {
  for (const seed of seeds) {
    const random = new SceneRandom(seed)
    const scene = randomScene(random)
    for (const language of ['en', 'zh'] as const) {
      const { text, nouns } = randomCaption(random, scene, language)
      expect(text).not.toMatch(/[^ ,a-z一-鿿]|undefined|null| {2}|^ | $/)
      expect(nouns).toHaveLength(scene.relation ? 2 : 1)
      const words = nouns.map(({ start, end }) => text.slice(start, end))
      if (language === 'en') words.forEach((word, i) => expect(word).toMatch(new RegExp(`^(crescent )?(sail)?(${scene.objects[i]!.name}|mug)s?$`)))
      else words.forEach((word) => expect(word).toMatch(/^[一-鿿]+$/))
    }
  }
})

test.each([0, 1, 55, 56, 63, 64, 65, 200])('sha256 of %i characters is that of node:crypto', (length) => {
  const text = Array.from({ length }, (_, i) => String.fromCharCode(32 + ((i * 7) % 90))).join('')
  expect(Buffer.from(sha256(text)).toString('hex')).toBe(createHash('sha256').update(text).digest('hex'))
})

function whole(seed: number): string {
  const random = new SceneRandom(seed)
  const scene = randomScene(random)
  return JSON.stringify([scene, randomLayout(random, scene), randomCaption(random, scene, 'zh')])
}
