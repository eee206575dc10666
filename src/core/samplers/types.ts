// What every sampler sees: a denoiser, a start latent, noise levels, and a tiny algebra over latents.
// The sampling space is variance-exploding, x = x0 + σ·n; schedules say how to get in (initialScale) and out (finalScale).

/** Linear algebra on latents. L is a Float32Array on the CPU and a buffer on the GPU. */
export interface LatentOps<L> {
  /** A fresh latent Σ aₖ·xₖ. The inputs stay alive. */
  combine(terms: ReadonlyArray<readonly [number, L]>): L
  /** The next seeded standard-normal draw, a fresh latent. The σ interval is for Brownian-tree noise; sequential noise ignores it. */
  noise(sigmaFrom?: number, sigmaTo?: number): L
  /** Gives a latent back; the caller must not use it again. */
  release(x: L): void
  /** Fresh latent with every element limited to [-limit, limit]. Only for schedulers with clip_sample. */
  clamp?(x: L, limit: number): L
}

export interface SamplerStep<L> {
  i: number
  /** Noise level the step started from. */
  sigma: number
  /** The latent before the step and the network's picture of the finished one; both valid until the next next(). */
  x: L
  denoised: L
}

export interface SamplerOptions {
  /** Amount of fresh noise: ancestral and SDE samplers 1, DDIM 0, TCD 0.3 unless said otherwise. */
  eta?: number
  sNoise?: number
  sChurn?: number
  sTmin?: number
  sTmax?: number
  /** Churn draws noise only in steps that use it (ComfyUI, diffusers), not in every step (k-diffusion, A1111). */
  drawOnlyWhenUsed?: boolean
  /** Euler as diffusers churns: after the network's call, by what the network predicts. */
  lateChurn?: 'epsilon' | 'v_prediction' | 'sample' | 'flow_prediction'
  /** Euler, Euler a: store the slope in float32 as diffusers does; differs at zero terminal SNR. */
  roundSlope?: boolean
  /** Order of a multistep solver, where it has a choice. */
  order?: number
  solverType?: 'midpoint' | 'heun' | 'bh1' | 'bh2'
  /** DPM-Solver: which integral is solved, of the noise (plain) or of the picture (++), along the ODE or the SDE. */
  algorithm?: DpmAlgorithm
  /** DPM-Solver, UniPC, DEIS: lower orders towards the end of short runs. Default true. */
  lowerOrderFinal?: boolean
  /** DPM-Solver: first order for the last step. */
  eulerAtFinal?: boolean
  /** UniPC: work on the picture (true, default) or on the noise. */
  predictX0?: boolean
  /** UniPC: steps after which the corrector is not used. */
  disableCorrector?: readonly number[]
  /** PNDM: skip the Runge-Kutta start (diffusers skip_prk_steps). Default true. */
  skipPrk?: boolean
  /** PNDM averages raw network outputs; for a v network those are not ε. */
  multistepOn?: 'epsilon' | 'v_prediction'
  /** PNDM: level of each Runge-Kutta step's middle, and where its first trial lands (diffusers' rounding sets them apart). */
  prkMiddles?: readonly { trial: number; middle: number }[]
  /** PLMS: level the averaged first step is counted from, when spacing makes that differ from sigmas[0]. */
  plmsStart?: number
  /** DDPM: which of the two bounds of the posterior variance is used. */
  variance?: 'small' | 'large'
  /** DDPM: the last step still adds noise (its timestep is above 0). Matters for variance 'large' only. */
  noiseAtEnd?: boolean
  /** DDIM: limit the predicted picture to ±clip, but not the ε read from it. */
  clip?: number
  /** DDIM: take ε from the clipped picture (diffusers use_clipped_model_output). */
  clipNoise?: boolean
  /** Where DPM++ SDE puts its midpoint, as a fraction of the step in log σ. */
  midpoint?: number
  /** Flow-matching Euler: renoise at every step instead of following the ODE. */
  stochastic?: boolean
  /** Where step i lands, when that is not sigmas[i+1] (diffusers' DDIM family steps by T/N, whatever the spacing). */
  targets?: readonly number[]
  /** TCD: σ of the intermediate level s of each step. */
  landings?: readonly number[]
}

export type DpmAlgorithm = 'dpmsolver' | 'dpmsolver++' | 'sde-dpmsolver' | 'sde-dpmsolver++'

export interface SamplerRun<L> {
  /** The network behind its wrapper: a fresh latent that the sampler releases. */
  denoise(x: L, sigma: number): Promise<L>
  /** What the latest denoise() would have said without the prompt, valid until the next call and not the sampler's to release;
   * null when that pass was skipped. Only CFG++ asks. */
  lastUncond?: () => L | null
  /** Start latent; the sampler's from now on. */
  x: L
  /** N+1 noise levels, falling, float64. */
  sigmas: readonly number[]
  ops: LatentOps<L>
  options: SamplerOptions
}

/** Yields once per step and returns the final latent, which is the caller's. */
export type Sampler = <L>(run: SamplerRun<L>) => AsyncGenerator<SamplerStep<L>, L>

export interface SamplerMeta {
  id: string
  /** As AUTOMATIC1111 writes it. */
  name: string
  /** k-diffusion, ComfyUI and diffusers names. */
  aliases: readonly string[]
  /** arXiv id, or where the method was published. */
  paper: string
  order: number
  stochastic: boolean
  defaultSchedule: string
  /** A1111 lays out one more step for it and drops the last nonzero σ. */
  discardNextToLast?: boolean
  /** Published for x_T = unit noise at the highest level (√ᾱ·x0 + √(1-ᾱ)·n), not for σ_max·noise. */
  unitStart?: boolean
  /** Guided by CFG++: the scale shown to people is divided by 12.5, and SamplerRun.lastUncond is needed. */
  guidancePlusPlus?: boolean
  /** A1111 reseeds its noise with seed + eta_noise_seed_delta. */
  usesEnsd?: boolean
  /** Its noise comes from a Brownian path, so that it depends on σ and not on the step count. */
  brownianNoise?: boolean
  options: readonly (keyof SamplerOptions)[]
}
