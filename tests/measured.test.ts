// Is what is claimed of the shipped weights measured on the weights that ship, and does it reach its bars? The measuring itself is
// `npm run measure` and tools/score.py.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { measuredPath } from '../lab/measured-model'
import type { MeasuredModel } from '../lab/measured-model'
import type { ModelGraph } from '../src/core/manifest'
import { readManifest } from './pipeline/model-files'
import { overlapBars } from './pipeline/xray-overlap'

const { xray, score } = JSON.parse(readFileSync(measuredPath, 'utf8')) as MeasuredModel
const manifest = readManifest()
const shipped = new Map(manifest.files.map(({ path, sha256 }) => [path, sha256]))
const instant = manifest.precisions.find(({ id }) => id === 'q8')?.graphs.instantUnet

const pathsOf = ({ graph, externalData }: ModelGraph): string[] => [graph, ...Object.values(externalData)]

test.each(Object.entries({ xray, ...score }))('%s was measured on the files that ship; else run npm run measure', (_, { files }) => {
  expect(files).toEqual(Object.fromEntries(Object.keys(files).map((path) => [path, shipped.get(path)])))
})

test('every precision and the instant network have a score, each of its own graphs', () => {
  const graphs = Object.fromEntries(manifest.precisions.map(({ id, graphs: { textEncoder, unet, vaeDecoder } }) => [id, [textEncoder, unet, vaeDecoder]]))
  if (instant) graphs['instant'] = [instant]
  expect(Object.keys(score).toSorted()).toEqual(Object.keys(graphs).toSorted())
  for (const [variant, own] of Object.entries(graphs)) expect(Object.keys(score[variant]!.files), variant).toEqual(expect.arrayContaining(own.flatMap(pathsOf)))
})

test('over fifty pictures a noun’s map covers its object and not the other one', () => {
  const { graphs } = manifest.precisions.find(({ id }) => id === 'fp32')!
  expect(Object.keys(xray.files)).toEqual(expect.arrayContaining([graphs.textEncoder, graphs.xrayUnet!, graphs.vaeDecoder].flatMap(pathsOf)))
  expect(xray.pictures).toBeGreaterThanOrEqual(50)
  expect(xray.own).toBeGreaterThanOrEqual(overlapBars.own)
  expect(xray.others).toBeLessThanOrEqual(overlapBars.others)
})

// The bars of the model's design: 500 held-out captions, Chinese within two points of English.
test.each(Object.entries(score))('%s draws what held-out captions say', (variant, { captions, english, chinese }) => {
  expect(captions).toBeGreaterThanOrEqual(500)
  expect(english).toBeGreaterThanOrEqual(variant === 'instant' ? 0.93 : 0.95)
  expect(english - chinese).toBeLessThanOrEqual(0.02)
})
