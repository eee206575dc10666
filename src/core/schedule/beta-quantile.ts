// The inverse of the beta distribution's CDF (scipy.stats.beta.ppf), for the beta schedule of arXiv 2407.12173.
// CDF by the continued fraction of Numerical Recipes 6.4, inverted by bisection to the last bit.

export function betaQuantile(p: number, alpha: number, beta: number): number {
  if (p <= 0) return 0
  if (p >= 1) return 1
  let low = 0, high = 1
  // Bisect on the exponent-friendly side: close to 1 the answer is 1 minus a tiny number.
  for (let i = 0; i < 200 && high - low > 1e-17 * high; i++) {
    const middle = (low + high) / 2
    if (betaCdf(middle, alpha, beta) < p) low = middle
    else high = middle
  }
  return (low + high) / 2
}

function betaCdf(x: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x))
  return x < (a + 1) / (a + b + 2) ? (front * continuedFraction(x, a, b)) / a : 1 - (front * continuedFraction(1 - x, b, a)) / b
}

/** Lentz's method for the incomplete beta function's continued fraction. */
function continuedFraction(x: number, a: number, b: number): number {
  let c = 1
  let d = 1 / (1 - ((a + b) * x) / (a + 1))
  let result = d
  for (let m = 1; m <= 300; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / (1 + even * d)
    c = 1 + even / c
    result *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / (1 + odd * d)
    c = 1 + odd / c
    const factor = d * c
    result *= factor
    if (Math.abs(factor - 1) < 1e-16) break
  }
  return result
}

/** Lanczos approximation, g = 7, nine terms. */
function logGamma(x: number): number {
  const coefficients = [0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7]
  const y = x - 1
  const t = y + 7.5
  const sum = coefficients.reduce((total, c, i) => (i === 0 ? c : total + c / (y + i)))
  return 0.5 * Math.log(2 * Math.PI) + (y + 0.5) * Math.log(t) - t + Math.log(sum)
}
