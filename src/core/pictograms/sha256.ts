// SHA-256 (FIPS 180-4) of short ASCII text. core is synchronous and has no platform, so crypto.subtle is out of reach.

const primes = firstPrimes(64)
const roundConstants = primes.map((prime) => fraction(Math.cbrt(prime)))
const initialState = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)))

/** The 32 bytes of the digest. */
export function sha256(text: string): Uint8Array {
  const length = Math.ceil((text.length + 9) / 64) * 64
  const message = new DataView(new ArrayBuffer(length))
  for (let i = 0; i < text.length; i++) message.setUint8(i, text.charCodeAt(i))
  message.setUint8(text.length, 0x80)
  message.setUint32(length - 4, text.length * 8)

  let state = initialState
  for (let start = 0; start < length; start += 64) state = compress(state, message, start)
  const digest = new DataView(new ArrayBuffer(32))
  state.forEach((word, i) => digest.setUint32(4 * i, word))
  return new Uint8Array(digest.buffer)
}

function compress(state: number[], message: DataView, start: number): number[] {
  const w = Array.from({ length: 16 }, (_, i) => message.getUint32(start + 4 * i))
  for (let i = 16; i < 64; i++) {
    const [early, late] = [w[i - 15]!, w[i - 2]!]
    const s0 = turned(early, 7) ^ turned(early, 18) ^ (early >>> 3)
    const s1 = turned(late, 17) ^ turned(late, 19) ^ (late >>> 10)
    w.push((w[i - 16]! + s0 + w[i - 7]! + s1) >>> 0)
  }
  let [a, b, c, d, e, f, g, h] = state as [number, number, number, number, number, number, number, number]
  for (let i = 0; i < 64; i++) {
    const chosen = (e & f) ^ (~e & g)
    const majority = (a & b) ^ (a & c) ^ (b & c)
    const t1 = h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + chosen + roundConstants[i]! + w[i]!
    const t2 = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + majority
    ;[a, b, c, d, e, f, g, h] = [(t1 + t2) >>> 0, a, b, c, (d + t1) >>> 0, e, f, g]
  }
  return [a, b, c, d, e, f, g, h].map((word, i) => (word + state[i]!) >>> 0)
}

function turned(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits))
}

/** The first 32 bits after the point. */
function fraction(value: number): number {
  return Math.floor((value % 1) * 2 ** 32)
}

function firstPrimes(count: number): number[] {
  const found: number[] = []
  for (let n = 2; found.length < count; n++) if (found.every((prime) => n % prime !== 0)) found.push(n)
  return found
}
