// Every case of both trace files on the CPU algebra, to 2e-5 relative in float32.
import { describe, expect, it } from 'vitest'
import kdiffusion from '../golden/kdiffusion-traces.json'
import { cpuBackend } from './backend'
import { TOLERANCE } from './deviation'
import { runKDiffusionCase } from './kdiffusion-case'
import type { KDiffusionCase } from './kdiffusion-case'

describe('k-diffusion', () => {
  for (const [name, reference] of Object.entries(kdiffusion.cases)) {
    it(name, async () => {
      const result = await runKDiffusionCase(cpuBackend, name, reference as KDiffusionCase, kdiffusion)
      expect(result.sigmas).toBeLessThanOrEqual(TOLERANCE)
      expect(result.sums).toBeLessThanOrEqual(TOLERANCE)
      expect(result.final).toBeLessThanOrEqual(TOLERANCE)
    })
  }
})
