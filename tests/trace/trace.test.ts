// Every case of both trace files on the CPU algebra, to 2e-5 relative in float32, and with no latent leaked.
import { describe, expect, it } from 'vitest'
import diffusers from '../golden/diffusers-traces.json'
import kdiffusion from '../golden/kdiffusion-traces.json'
import { cpuBackend } from './backend'
import { TOLERANCE } from './deviation'
import { runCase } from './run-cases'
import type { TraceFile } from './run-cases'

for (const [title, file] of [['k-diffusion', kdiffusion], ['diffusers', diffusers]] as Array<[string, unknown]> as Array<[string, TraceFile]>) {
  describe(title, () => {
    for (const [name, reference] of Object.entries(file.cases)) {
      it(name, async () => {
        const result = await runCase(cpuBackend, name, reference, file)
        expect(result.error).toBeUndefined()
        for (const part of ['timesteps', 'sigmas', 'sums', 'final'] as const) expect(result[part], part).toBeLessThanOrEqual(TOLERANCE)
      })
    }
  })
}
