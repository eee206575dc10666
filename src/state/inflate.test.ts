import { deflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { inflate } from './inflate'

test('unpacks up to its limit, and neither more nor what is no zlib', async () => {
  expect(await inflate(deflateSync(Buffer.alloc(1000, 7)), 1000)).toEqual(new Uint8Array(1000).fill(7))
  await expect(inflate(deflateSync(Buffer.alloc(1001)), 1000)).rejects.toThrow('more than 1000 bytes')
  await expect(inflate(Uint8Array.of(1, 2, 3))).rejects.toThrow()
})
