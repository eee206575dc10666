// `npm run measure`: renews public/models/pictograms/measured.json after an export.
// The x-ray's fifty pictures are drawn here (some minutes). The scores are taken over from tools/score.json with the hashes that stand
// there: only tools/score.py, once per precision and once with --instant, renews those (tools/README.md).
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { filesOf, filesOfGraph } from '../src/core/precision'
import { readManifest } from '../tests/pipeline/model-files'
import { xrayOverlap } from '../tests/pipeline/xray-overlap'
import { measuredPath } from './measured-model'
import type { MeasuredModel } from './measured-model'

const pictures = 50

interface Score { captions: number; english: { right: number }; chinese: { right: number }; files: Record<string, string> }

const scores = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'tools', 'score.json'), 'utf8')) as Record<string, Score>

const { own, others } = await xrayOverlap(pictures)
const measured: MeasuredModel = {
  xray: { pictures, own: rounded(own), others: rounded(others), files: filesOfXray() },
  score: Object.fromEntries(Object.entries(scores).map(([variant, { captions, english, chinese, files }]) => [variant, { captions, english: english.right, chinese: chinese.right, files }])),
}
writeFileSync(measuredPath, `${JSON.stringify(measured, null, 1)}\n`)
console.log(`${measuredPath} written`)
console.table({ xray: { own, others } })
console.table(Object.fromEntries(Object.entries(measured.score).map(([variant, { english, chinese }]) => [variant, { english, chinese }])))

function filesOfXray(): Record<string, string> {
  const manifest = readManifest()
  const fp32 = manifest.precisions.find(({ id }) => id === 'fp32')
  if (!fp32?.graphs.xrayUnet) throw new Error(`${manifest.name} has no x-ray in fp32`)
  const ordinary = filesOfGraph(manifest, fp32.graphs.unet)
  const read = [...filesOf(manifest, fp32).filter((file) => !ordinary.includes(file)), ...filesOfGraph(manifest, fp32.graphs.xrayUnet)]
  return Object.fromEntries(read.map(({ path, sha256 = '' }) => [path, sha256]))
}

function rounded(share: number): number {
  return Math.round(share * 1e4) / 1e4
}
