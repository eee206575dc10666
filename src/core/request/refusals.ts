// What a request may already say and this build cannot do yet. Each such part is refused by name, never passed over: a picture
// that silently lacks what was asked for is a wrong picture. Whoever builds a part takes its line away.
import { EngineError } from '../errors/engine-error'
import type { PictureRequest } from './picture-request'

const parts: { name: string; asked(request: PictureRequest): boolean }[] = [
  { name: 'starting from a picture', asked: ({ source }) => source.kind === 'picture' },
  { name: 'inpainting', asked: ({ source }) => source.kind === 'inpaint' },
  { name: 'starting from another picture’s step', asked: ({ source }) => source.kind === 'latent' },
  { name: 'adapters (LoRA, textual inversion)', asked: ({ adapters }) => adapters.length > 0 },
  { name: 'ControlNet', asked: ({ controls }) => controls.length > 0 },
  { name: 'upscaling and hires fix', asked: ({ passes }) => passes.length > 0 },
  { name: 'seamless edges', asked: ({ seamless }) => seamless !== undefined },
  { name: 'clip skip', asked: ({ prompt }) => (prompt.clipSkip ?? 1) !== 1 },
]

/** Rejects with `bad-request` what no model of this build can do. */
export function refuseUnbuilt(request: PictureRequest): void {
  const found = parts.find(({ asked }) => asked(request))
  if (found) throw new EngineError('bad-request', `This version of Darkroom cannot do ${found.name}.`, 'Leave it out of the request.', JSON.stringify(request))
}
