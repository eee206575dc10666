// Every case of the trace files on the CPU algebra, to 2e-5 relative in float32, and with no latent leaked.
// *-traces.json were made by k-diffusion and diffusers themselves; *-configs.json and *-options.json cover more of their settings.
import { describe, expect, it } from 'vitest'
import diffusersConfigs from '../golden/diffusers-configs.json'
import diffusers from '../golden/diffusers-traces.json'
import kdiffusionOptions from '../golden/kdiffusion-options.json'
import kdiffusion from '../golden/kdiffusion-traces.json'
import { cpuBackend } from './backend'
import { TOLERANCE } from './deviation'
import { runCase } from './run-cases'
import type { TraceFile } from './run-cases'

const files: Array<[string, unknown]> = [
  ['k-diffusion', kdiffusion], ['diffusers', diffusers], ['k-diffusion options', kdiffusionOptions], ['diffusers configs', diffusersConfigs],
]

for (const [title, file] of files as Array<[string, TraceFile]>) {
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
