import { expect, test } from 'vitest'
import { keptImages } from './images'

test('a picture that was handed over is found again by its hash; an unknown one is refused', async () => {
  const images = keptImages(async () => ({ width: 3, height: 2 }))
  const file = new Blob(['a picture'])
  const ref = await images.put(file)
  expect(images.file(ref)).toBe(file)
  expect(await images.put(new Blob(['a picture']))).toEqual(ref)
  expect(() => images.file({ ...ref, sha256: 'ab' })).toThrow(expect.objectContaining({ key: 'bad-request.unknown-picture' }))
})
