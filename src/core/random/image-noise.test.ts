// Seeds as the tools use them: batches, variation seeds, seed resize, ENSD, and the Brownian path of the SDE samplers.
import { describe, expect, it } from 'vitest'
import golden from '../../../tests/golden/brownian-tree.json'
import { brownianTree } from './brownian-tree'
import { imageNoise } from './image-noise'
import { randnCpu } from './randn-cpu'
import { seedSequence } from './seed-sequence'
import { pasteCentred } from './seed-resize'

const shape = [4, 64, 64] as const
const length = 4 * 64 * 64
const base = { rng: 'cpu', seed: 42, count: 2, shape } as const

describe('batches', () => {
  it('A1111: picture k is picture 0 of seed + k, in the first draw and after', () => {
    const batch = imageNoise({ ...base, tool: 'a1111' })
    const second = imageNoise({ ...base, tool: 'a1111', seed: 43, count: 1 })
    for (let draw = 0; draw < 2; draw++) expect(batch.next(2 * length).subarray(length)).toEqual(second.next(length))
  })
  it('diffusers: one draw for the whole batch, continued by the same generator', () => {
    const batch = imageNoise({ ...base, tool: 'diffusers' })
    const generator = randnCpu(42)
    expect(batch.next(2 * length)).toEqual(generator.next(2 * length))
    expect(batch.next(2 * length)).toEqual(generator.next(2 * length))
  })
  it('ComfyUI: one draw for the batch, then the next seed', () => {
    const batch = imageNoise({ ...base, tool: 'comfyui' })
    expect(batch.next(2 * length)).toEqual(randnCpu(42).next(2 * length))
    expect(batch.next(2 * length)).toEqual(randnCpu(43).next(2 * length))
  })
})

describe('A1111 variation seed', () => {
  // Recorded from AUTOMATIC1111's slerp with torch: seed 42, subseed 7, strength 0.3.
  it('gives the recorded noise', () => {
    const noise = imageNoise({ ...base, tool: 'a1111', count: 1, variation: { seed: 7, strength: 0.3 } }).next(length)
    const expected = [1.37189877, 1.59963071, 1.15255642]
    expected.forEach((value, i) => expect(Math.abs(noise[i]! - value)).toBeLessThan(2e-7))
    expect(noise.reduce((sum, value) => sum + value, 0)).toBeCloseTo(173.413084, 4)
  })
  it('keeps the seed and counts the variation seed up over a batch', () => {
    const batch = imageNoise({ ...base, tool: 'a1111', variation: { seed: 7, strength: 0.3 } }).next(2 * length)
    const other = imageNoise({ ...base, tool: 'a1111', count: 1, variation: { seed: 8, strength: 0.3 } }).next(length)
    expect(batch.subarray(length)).toEqual(other)
  })
  it('is the plain seed at strength 0', () => {
    expect(imageNoise({ ...base, tool: 'a1111', count: 1, variation: { seed: 7, strength: 0 } }).next(length)).toEqual(randnCpu(42).next(length))
  })
})

describe('A1111 seed resize and ENSD', () => {
  it('pastes the smaller noise in the middle of a canvas from the same seed', () => {
    const wide = imageNoise({ ...base, tool: 'a1111', count: 1, shape: [1, 6, 8], resizeFrom: { height: 4, width: 4 } }).next(48)
    const inner = randnCpu(42).next(16)
    const canvas = randnCpu(42).next(48)
    for (let y = 0; y < 6; y++) {
      for (let x = 0; x < 8; x++) {
        const inside = y >= 1 && y < 5 && x >= 2 && x < 6
        expect(wide[y * 8 + x]).toBe(inside ? inner[(y - 1) * 4 + x - 2] : canvas[y * 8 + x])
      }
    }
  })
  it('crops the middle of a larger noise', () => {
    const canvas = new Float32Array(4)
    pasteCentred(canvas, { height: 2, width: 2 }, Float32Array.from({ length: 16 }, (_, i) => i), { height: 4, width: 4 }, 1)
    expect([...canvas]).toEqual([5, 6, 9, 10])
  })
  it('reseeds later draws with seed + delta', () => {
    const source = imageNoise({ ...base, tool: 'a1111', count: 1, laterSeedOffset: 31337 })
    expect(source.next(length)).toEqual(randnCpu(42).next(length))
    expect(source.next(length)).toEqual(randnCpu(42 + 31337).next(length))
  })
})

describe('Brownian path', () => {
  it("draws numpy's seeds", () => {
    expect(seedSequence(42, [], 24, 4)).toEqual([387750627, 2536650517, 4078839648, 2023786165])
  })
  for (const draw of golden.draws) {
    it(`seed ${draw.seed}, σ ${draw.from} → ${draw.to}`, () => {
      const noise = brownianTree({ seed: draw.seed, sigmaMin: golden.sigma_min, sigmaMax: golden.sigma_max, length: 256, random: randnCpu })
      const values = noise(draw.from, draw.to)
      draw.first.forEach((value, i) => expect(Math.abs(values[i]! - value)).toBeLessThan(2e-6))
      expect(Math.abs(values.reduce((sum, value) => sum + value, 0) - draw.sum)).toBeLessThan(1e-4)
    })
  }
  it('does not depend on what was asked before, and adds up', () => {
    const settings = { seed: 5, sigmaMin: 0.03, sigmaMax: 14.6, length: 16, random: randnCpu }
    const fresh = brownianTree(settings)(3, 1)
    const noise = brownianTree(settings)
    const upper = noise(14.6, 3), lower = noise(3, 1)
    lower.forEach((value, i) => expect(value).toBeCloseTo(fresh[i]!, 5))
    const both = noise(14.6, 1)
    both.forEach((value, i) => {
      expect(value * Math.sqrt(13.6)).toBeCloseTo(upper[i]! * Math.sqrt(11.6) + lower[i]! * Math.sqrt(2), 4)
    })
  })
})
