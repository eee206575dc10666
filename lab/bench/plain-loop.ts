// The baseline: the denoising loop as browser runtimes usually write it. The latent lives in JavaScript, the text states are
// uploaded at every step, the prediction is read back, guidance and the DPM++ 2M step are loops over arrays.
// Shape of dakenf/diffusers.js and microsoft/onnxruntime-inference-examples js/sd-turbo; no part of the app uses it.
import { scalings } from '../../src/core/denoiser'
import { buildSchedule, noiseModel } from '../../src/core/schedule'
import type { ModelManifest } from '../../src/core/manifest'
import type { GraphSession } from '../../workers/ort/session'
import type { OrtModule } from '../../workers/ort/runtime'

/** Runs `steps` guided steps from `start` (unit noise); resolves with the latent and the milliseconds of each step. */
export async function plainLoop(ort: OrtModule, unet: GraphSession, manifest: ModelManifest, states: Float32Array, start: Float32Array, steps: number, guidance: number): Promise<{ latent: Float32Array; stepMs: number[] }> {
  const { size, latent: shape, tokenizer, textWidth } = manifest
  const dims = [2, shape.channels, size.height / shape.factor, size.width / shape.factor]
  const n = start.length
  const noise = noiseModel(manifest.scheduler)
  const schedule = buildSchedule(noise, { steps, schedule: 'karras' })
  const { sigmas } = schedule
  let x = start.map((value) => value * schedule.initialScale)
  let old: Float32Array | null = null
  const stepMs: number[] = []
  for (let i = 0; i < steps; i++) {
    const begun = performance.now()
    const sigma = sigmas[i]!
    const next = sigmas[i + 1]!
    const { cIn, timestep } = scalings(noise, noise.prediction, sigma, schedule)
    const sample = new Float32Array(2 * n)
    for (let k = 0; k < n; k++) sample[k] = sample[n + k] = x[k]! * cIn
    const prediction = new Float32Array(2 * n)
    await unet.run(
      {
        sample: new ort.Tensor('float32', sample, dims),
        timestep: new ort.Tensor('float32', Float32Array.of(timestep), [1]),
        encoder_hidden_states: new ort.Tensor('float32', states, [2, tokenizer.maxLength, textWidth]),
      },
      { out_sample: new ort.Tensor('float32', prediction, dims) },
    )
    const denoised = new Float32Array(n)
    for (let k = 0; k < n; k++) denoised[k] = x[k]! - sigma * (prediction[k]! + guidance * (prediction[n + k]! - prediction[k]!))
    const ratio = next / sigma
    const moved = new Float32Array(n)
    if (old === null || next === 0) {
      for (let k = 0; k < n; k++) moved[k] = ratio * x[k]! + (1 - ratio) * denoised[k]!
    } else {
      const r = Math.log(sigmas[i - 1]! / sigma) / Math.log(sigma / next)
      for (let k = 0; k < n; k++) moved[k] = ratio * x[k]! + (1 - ratio) * (denoised[k]! + (denoised[k]! - old[k]!) / (2 * r))
    }
    old = denoised
    x = moved
    stepMs.push(performance.now() - begun)
  }
  return { latent: x, stepMs }
}
