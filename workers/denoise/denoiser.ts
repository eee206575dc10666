// What samplers are given in the network's place, and what each wrapper around it is again: a latent and its σ → x̂0, the network's
// picture of the finished latent.

export interface Denoiser<L> {
  /** A fresh latent. */
  denoise(x: L, sigma: number): Promise<L>
  /** x̂0 without the prompt of the latest call; null when that call had none. Valid until the next call. */
  lastUncond(): L | null
  /** Step `step` of the run begins, counted from 0; a step may call more than once. */
  stepBegins(step: number): void
  free(): void
}
