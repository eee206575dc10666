// numpy's float32 logarithm (loops_exponent_log.dispatch.c.src, simd_log_FLOAT), last bit included.
// It is not correctly rounded, and some diffusers schedules truncate a timestep such as 998.99999 that hangs on that bit.
const f = Math.fround

const NUMERATOR = [0, 0.9999999999999999, 2.112677543073053, 1.4800006335765066, 0.3808837741388408, 0.025899791179079226].map(f)
const DENOMINATOR = [1, 2.6126775430731093, 2.453006071784736, 0.9864942958519419, 0.15464763749839067, 0.005875095403124574].map(f)
const LN2 = f(Math.LN2)

/** log(x) for a positive, normal float32 x. */
export function logFloat32(x: number): number {
  let exponent = Math.floor(Math.log2(x))
  let mantissa = x / 2 ** exponent
  // Bring the mantissa to (√½, √2], where the rational approximation holds.
  if (mantissa > f(Math.SQRT2)) {
    mantissa /= 2
    exponent++
  }
  const y = f(mantissa - 1)
  const polynomial = (coefficients: number[]) => coefficients.reduceRight((sum, c) => f(sum * y + c))
  return f(exponent * LN2 + f(polynomial(NUMERATOR) / polynomial(DENOMINATOR)))
}
