// Half-precision numbers (IEEE 754 binary16) as their 16 bits: what fp16 graphs read and write where the engine has no Float16Array.

const float = new Float32Array(1)
const word = new Uint32Array(float.buffer)

/** The nearest half, ties to even; beyond 65504 it is infinite. */
export function halfBits(value: number): number {
  float[0] = value
  const sign = (word[0]! >>> 16) & 0x8000
  const magnitude = word[0]! & 0x7fffffff
  if (magnitude > 0x7f800000) return sign | 0x7e00 // NaN
  if (magnitude < 0x38800000) return sign | roundHalfEven(Math.abs(float[0]) * 2 ** 24) // below 2^-14: multiples of 2^-24
  const rounded = magnitude + 0xfff + ((magnitude >>> 13) & 1) // a carry flows into the exponent, as it should
  return sign | (rounded >= 0x47800000 ? 0x7c00 : (rounded - 0x38000000) >>> 13)
}

export function halfValue(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >>> 10) & 31
  const fraction = bits & 1023
  if (exponent === 31) return fraction ? NaN : sign * Infinity
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}

export function toHalves(values: ArrayLike<number>, out: Uint16Array<ArrayBuffer> = new Uint16Array(values.length)): Uint16Array<ArrayBuffer> {
  for (let i = 0; i < values.length; i++) out[i] = halfBits(values[i]!)
  return out
}

export function fromHalves(bits: ArrayLike<number>, out: Float32Array = new Float32Array(bits.length)): Float32Array {
  for (let i = 0; i < out.length; i++) out[i] = halfValue(bits[i]!)
  return out
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value)
  const rest = value - floor
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor
}
