// Reads tests/golden/pictograms: what Python's drawing world made (tools/world_goldens.py).
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inflateSync } from 'node:zlib'
import type { Caption } from '../src/core/pictograms/caption'
import type { Layout } from '../src/core/pictograms/layout'
import type { Scene } from '../src/core/pictograms/scene'

export interface GoldenCase {
  seed: number
  unseen: boolean
  scene: Scene
  layout: Layout
  captions: Record<'en' | 'zh', { text: Caption['text']; nouns: [start: number, end: number][] }>
}

type PyPrimitive = ['poly', string, number[][]] | ['ellipse', string, number, number, number, number] | ['stroke', string, number[][], number]

export interface Goldens {
  sources: Record<string, string>
  shapes: Record<string, PyPrimitive[]>
  heldOut: string[]
  /** Cases whose masks are in masks.png, in order, one tile per object. */
  masked: number[]
  cases: GoldenCase[]
}

const folder = join(import.meta.dirname, 'golden/pictograms')
const tile = 128

export const goldens = JSON.parse(readFileSync(join(folder, 'world.json'), 'utf8')) as Goldens

export interface Raster { width: number; height: number; channels: number; data: Uint8Array }

/** The n-th 128×128 tile of a sheet: [128, 128, channels]. */
export function tileOf({ width, channels, data }: Raster, n: number): Uint8Array {
  const perRow = width / tile
  const [top, left] = [Math.floor(n / perRow) * tile, (n % perRow) * tile]
  const out = new Uint8Array(tile * tile * channels)
  for (let y = 0; y < tile; y++) {
    const start = ((top + y) * width + left) * channels
    out.set(data.subarray(start, start + tile * channels), y * tile * channels)
  }
  return out
}

/** An 8-bit grey or RGB PNG, not interlaced: what Pillow writes for the two sheets. */
export function readSheet(name: string): Raster {
  const png = readFileSync(join(folder, name))
  const [width, height, channels] = [png.readUInt32BE(16), png.readUInt32BE(20), png[25] === 0 ? 1 : 3]
  const parts: Uint8Array[] = []
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)))
  }
  return { width, height, channels, data: unfiltered(inflateSync(Buffer.concat(parts)), width * channels, height, channels) }
}

/** PNG specification, third edition, §9: every row begins with the number of its filter. */
function unfiltered(raw: Uint8Array, rowBytes: number, height: number, step: number): Uint8Array {
  const out = new Uint8Array(rowBytes * height)
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (rowBytes + 1)]
    for (let i = 0; i < rowBytes; i++) {
      const at = y * rowBytes + i
      const left = i < step ? 0 : out[at - step]!
      const up = y === 0 ? 0 : out[at - rowBytes]!
      const corner = i < step || y === 0 ? 0 : out[at - rowBytes - step]!
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter!]!
      out[at] = raw[y * (rowBytes + 1) + 1 + i]! + guess
    }
  }
  return out
}

function paeth(left: number, up: number, corner: number): number {
  const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)]
  return a <= b && a <= c ? left : b <= c ? up : corner
}
