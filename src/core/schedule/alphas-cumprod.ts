// The training noise schedule: betas and their running product ᾱ, in float32 exactly as diffusers computes them with torch.
// Zero-terminal-SNR rescale: arXiv 2305.08891, Algorithm 1.
import { EngineError } from '../errors/engine-error'
import type { SchedulerConfig } from './scheduler-config'

const f = Math.fround

/** ᾱ_t for t = 0 … T-1. `terminal` replaces a rescaled last value: 0 exactly, or 2^-24 for classes that divide by it. */
export function alphasCumprod(config: SchedulerConfig, terminal: number): Float32Array {
  const betas = trainingBetas(config)
  const rescaled = config.rescale_betas_zero_snr ? rescaleZeroTerminalSnr(betas) : betas
  const result = cumprod(rescaled.map((beta) => f(1 - beta)))
  if (config.rescale_betas_zero_snr) result[result.length - 1] = terminal
  return result
}

export function trainingBetas(config: SchedulerConfig): Float32Array {
  if (config.trained_betas) return Float32Array.from(config.trained_betas)
  const start = config.beta_start ?? 0.0001
  const end = config.beta_end ?? 0.02
  const count = config.num_train_timesteps ?? 1000
  const name = config.beta_schedule ?? 'linear'
  switch (name) {
    case 'linear':
      return linspace(start, end, count)
    case 'scaled_linear':
      return linspace(Math.sqrt(start), Math.sqrt(end), count).map((root) => f(root * root))
    case 'squaredcos_cap_v2':
      return betasForAlphaBar(count, (t) => Math.cos((((t + 0.008) / 1.008) * Math.PI) / 2) ** 2)
    case 'exp':
      return betasForAlphaBar(count, (t) => Math.exp(t * -12))
    case 'laplace':
      return betasForAlphaBar(count, laplaceAlphaBar)
    case 'sigmoid':
      return linspace(-6, 6, count).map((x) => f(f(1 / (1 + Math.exp(-x))) * f(end - start) + f(start)))
    default:
      name satisfies never
      throw new EngineError('bad-manifest.beta-schedule', { name: String(name) })
  }
}

/** torch.linspace in float32: two halves, each counted from its own end with one rounding per value. */
function linspace(start: number, end: number, count: number): Float32Array {
  const first = f(start), last = f(end)
  const step = f(f(last - first) / f(count - 1))
  return Float32Array.from({ length: count }, (_, i) => (i < count / 2 ? first + step * i : last - step * (count - 1 - i)))
}

function betasForAlphaBar(count: number, alphaBar: (t: number) => number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => Math.min(1 - alphaBar((i + 1) / count) / alphaBar(i / count), 0.999))
}

function laplaceAlphaBar(t: number): number {
  const lambda = -0.5 * Math.sign(0.5 - t) * Math.log(1 - 2 * Math.abs(0.5 - t) + 1e-6)
  const snr = Math.exp(lambda)
  return Math.sqrt(snr / (1 + snr))
}

/** torch.cumprod: accumulates in double, stores float32. */
function cumprod(alphas: Float32Array): Float32Array {
  let product = 1
  return alphas.map((alpha) => (product *= alpha))
}

function rescaleZeroTerminalSnr(betas: Float32Array): Float32Array {
  const roots = cumprod(betas.map((beta) => f(1 - beta))).map((alpha) => f(Math.sqrt(alpha)))
  const first = roots[0]!, last = roots[roots.length - 1]!
  const stretch = f(first / f(first - last))
  const alphaBar = roots.map((root) => f(f(f(root - last) * stretch) ** 2))
  return alphaBar.map((value, i) => f(1 - (i === 0 ? value : f(value / alphaBar[i - 1]!))))
}
