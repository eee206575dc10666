// Pictures that were handed over for requests to start from, by the SHA-256 of their files: each crosses the threads once, however
// many requests name it.
import { EngineError } from '../../src/core/errors/engine-error'
import type { ImageRef, Size } from '../../src/core/request/picture-request'
import { hashBlob } from '../store/verify'

export interface Images {
  /** Rejects with `bad-request` what is no picture. */
  put(image: Blob): Promise<ImageRef>
  /** The file of a picture that was handed over. Rejects with `bad-request` one that was not. */
  file(ref: ImageRef): Blob
}

/** `sizeOf` rejects what cannot be decoded. */
export function keptImages(sizeOf: (image: Blob) => Promise<Size>): Images {
  const files = new Map<string, Blob>()
  return {
    async put(image) {
      const { width, height } = await sizeOf(image).catch((error: unknown) => {
        throw new EngineError('bad-request.no-picture', {}, String(error))
      })
      const { sha256 } = await hashBlob(image, image.size || 1, () => {}, new AbortController().signal)
      files.set(sha256, image)
      return { sha256, width, height }
    },
    file({ sha256 }) {
      const found = files.get(sha256)
      if (!found) throw new EngineError('bad-request.unknown-picture', {}, sha256)
      return found
    },
  }
}
