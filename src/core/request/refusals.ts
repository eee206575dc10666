// What a request may already say and this build cannot do yet. Each such part is refused by name, never passed over: a picture
// that silently lacks what was asked for is a wrong picture. Whoever builds a part takes its line away.
import { EngineError } from '../errors/engine-error'
import type { ErrorKey } from '../errors/keys'
import type { PictureRequest } from './picture-request'

const unbuilt: [key: Extract<ErrorKey, `bad-request.no-${string}`>, asked: (request: PictureRequest) => boolean][] = [
  ['bad-request.no-source-picture', ({ source }) => source.kind === 'picture'],
  ['bad-request.no-inpainting', ({ source }) => source.kind === 'inpaint'],
  ['bad-request.no-source-step', ({ source }) => source.kind === 'latent'],
  ['bad-request.no-adapters', ({ adapters }) => adapters.length > 0],
  ['bad-request.no-controls', ({ controls }) => controls.length > 0],
  ['bad-request.no-passes', ({ passes }) => passes.length > 0],
  ['bad-request.no-seamless', ({ seamless }) => seamless !== undefined],
  ['bad-request.no-windows', ({ windows }) => windows !== undefined],
  ['bad-request.no-shared-batch', ({ seed }) => seed.batch !== undefined],
  ['bad-request.no-clip-skip', ({ prompt }) => (prompt.clipSkip ?? 1) !== 1],
]

/** Rejects with `bad-request` what no model of this build can do. */
export function refuseUnbuilt(request: PictureRequest): void {
  const found = unbuilt.find(([, asked]) => asked(request))
  if (found) throw new EngineError(found[0] as 'bad-request.no-inpainting', {}, JSON.stringify(request))
}
