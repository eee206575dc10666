// Our drawing world says and places what Python's does: vocabulary, shapes, held-out combinations, scenes, layouts, captions.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { goldens } from '../../../tests/pictograms-goldens'
import type { GoldenCase } from '../../../tests/pictograms-goldens'
import { randomCaption } from './caption'
import { randomLayout } from './layout'
import type { Layout } from './layout'
import { SceneRandom } from './random'
import { heldOut, randomScene } from './scene'
import { shapes } from './shapes'
import type { Primitive } from './shapes'
import { backgroundNames, colourNames, objectNames, places, relations, sizes, styles } from './vocabulary'

test.each(Object.entries(goldens.sources))('the goldens are as new as tools/%s (else: python tools/world_goldens.py, then mend what differs here)', (name, hash) => {
  // A checkout on Windows may have turned the line ends.
  const source = readFileSync(join(import.meta.dirname, '../../../tools', name), 'utf8').replaceAll('\r\n', '\n')
  expect(createHash('sha256').update(source).digest('hex')).toBe(hash)
})

describe('shapes', () => {
  test('are the same, in the same order', () => {
    expect(Object.keys(goldens.shapes)).toEqual([...objectNames])
    expect(Object.keys(shapes)).toEqual([...objectNames])
  })

  test.each([...objectNames])('%s has the same points', (name) => {
    const ours = shapes[name].map(flat)
    const theirs = goldens.shapes[name]!.map(([kind, role, ...numbers]) => ({ kind, role, numbers: numbers.flat(2) }))
    expect(ours.map(({ kind, role }) => [kind, role])).toEqual(theirs.map(({ kind, role }) => [kind, role]))
    ours.forEach(({ numbers }, i) => expectClose(numbers, theirs[i]!.numbers, 1e-9))
  })
})

test('the held-out combinations are the same', () => {
  const ours = objectNames.flatMap((o) => colourNames.flatMap((c) => backgroundNames.filter((b) => heldOut(o, c, b)).map((b) => `${o}/${c}/${b}`)))
  expect(ours).toEqual(goldens.heldOut)
  expect(ours.length / (objectNames.length * colourNames.length * backgroundNames.length)).toBeCloseTo(0.1, 1)
})

describe.each(goldens.cases)('seed $seed: $captions.en.text', ({ seed, unseen, scene, layout, captions }) => {
  test('gives the scene, the layout and the captions that it gives in Python', () => {
    const random = new SceneRandom(seed)
    expect(randomScene(random, unseen)).toEqual(scene)
    expectSameLayout(randomLayout(random, scene), layout)
    for (const language of ['en', 'zh'] as const) {
      const { text, nouns } = randomCaption(random, scene, language)
      expect(text).toBe(captions[language].text)
      expect(nouns.map(({ start, end }) => [start, end])).toEqual(captions[language].nouns)
    }
  })
})

test('the cases show everything there is', () => {
  const objectStyles = objectNames.flatMap((name) => styles.map((style) => `${name}, ${style}`))
  expect(missing(objectStyles, all(({ scene }) => scene.objects.map(({ name }) => `${name}, ${scene.style}`)))).toEqual([])
  expect(missing(colourNames, all(({ scene }) => scene.objects.map(({ colour }) => colour)))).toEqual([])
  expect(missing(backgroundNames, all(({ scene }) => [scene.background]))).toEqual([])
  expect(missing(relations, all(({ scene }) => (scene.relation ? [scene.relation] : [])))).toEqual([])
  expect(missing(['1', '2', '3'], all(({ scene }) => (scene.relation ? [] : [`${scene.objects.length}`])))).toEqual([])
  expect(missing([...sizes, ...places], all(({ scene }) => scene.objects.flatMap(({ size, place }) => [size ?? '', place ?? ''])))).toEqual([])
  expect(goldens.cases.filter(({ unseen }) => unseen).length).toBeGreaterThan(20)
  expect(goldens.cases).toHaveLength(200)
})

function flat(primitive: Primitive): { kind: string; role: string; numbers: number[] } {
  const { kind, role } = primitive
  if (kind === 'ellipse') return { kind, role, numbers: [...primitive.centre, primitive.rx, primitive.ry] }
  const points = primitive.points.flat()
  return { kind, role, numbers: kind === 'stroke' ? [...points, primitive.width] : points }
}

/** Python rounds what it places to hundredths of a pixel, so that a layout is short to write down. */
function expectSameLayout(ours: Layout, theirs: Layout): void {
  expect(ours.style).toBe(theirs.style)
  expect({ ...ours.background, stars: [] }).toEqual({ ...theirs.background, stars: [] })
  expectClose(ours.background.stars.flat(), theirs.background.stars.flat(), 0.0051)
  expect(ours.objects.map(({ name, colour }) => ({ name, colour }))).toEqual(theirs.objects.map(({ name, colour }) => ({ name, colour })))
  ours.objects.forEach(({ cx, cy, radius, angle }, i) => {
    const other = theirs.objects[i]!
    expectClose([cx, cy, radius], [other.cx, other.cy, other.radius], 0.0051)
    expectClose([angle], [other.angle], 0.000051)
  })
}

function expectClose(ours: readonly number[], theirs: readonly number[], tolerance: number): void {
  expect(ours).toHaveLength(theirs.length)
  expect(Math.max(0, ...ours.map((value, i) => Math.abs(value - theirs[i]!)))).toBeLessThanOrEqual(tolerance)
}

function all<T>(of: (found: GoldenCase) => readonly T[]): T[] {
  return [...new Set(goldens.cases.flatMap(of))]
}

function missing(wanted: readonly string[], found: readonly string[]): string[] {
  return wanted.filter((one) => !found.includes(one))
}
