// `window.darkroom`: the page driven by a program (Playwright specs, `npm run generate`, the bench). It presses the same
// buttons a person does, so what it measures is what a person gets; everything it returns is plain JSON.
import type { EngineClient } from '../client/engine-client'
import type { Capabilities, GenerateRequest, GenerateResult, LoadedModel } from '../protocol/engine-api'
import type { StepEvent } from './run'
import type { Studio } from './studio'

export interface EndToEndApi {
  /** Capabilities known and the model of the form loaded. Rejects with the error a person would see. */
  ready(): Promise<{ capabilities: Capabilities; model: LoadedModel }>
  /** Fills the form with `request` over its present settings (without a seed: a random one), runs it and reads the picture. */
  generate(request: Partial<GenerateRequest>): Promise<EndToEndResult>
  /** Cancel of the run under way; its generate() rejects with code `cancelled`. */
  cancel(): void
  /** Ends the worker as a crash would. */
  killWorker(): void
  engine: EngineClient
}

export type EndToEndResult = Omit<GenerateResult, 'png'> & {
  request: GenerateRequest
  /** The step events in the order they came. */
  steps: StepEvent[]
  /** Base64 of the PNG file. */
  png: string
  /** Base64 of the decoded pixels, [height][width][4]. */
  rgba: string
  /** From the press of the button to the picture in hand. */
  wallMs: number
}

export function createEndToEndApi(studio: Studio, client: EngineClient, clock: () => number): EndToEndApi {
  const failure = () => studio.startError.value ?? studio.model.error.value ?? studio.run.error.value
  const ready = async () => {
    await studio.started
    const { model: id } = studio.settings.value
    if (studio.manifest.value) await studio.model.load(id)
    const model = studio.model.loaded.value
    if (!studio.capabilities.value || !model) throw failure() ?? new Error('the model is not loaded')
    return { capabilities: studio.capabilities.value, model }
  }
  return {
    ready,
    async generate(request) {
      await ready()
      const { preview, ...rest } = request
      studio.edit({ seed: null, ...rest, ...(preview && preview !== 'none' && { preview }) })
      const from = clock()
      const picture = await studio.generate()
      const wallMs = clock() - from
      if (!picture) throw failure() ?? Object.assign(new Error('cancelled'), { code: 'cancelled' })
      const { png, ...result } = picture.result
      return { ...result, request: picture.request, steps: picture.steps, png: base64(new Uint8Array(await png.arrayBuffer())), rgba: base64(await pixelsOf(png)), wallMs }
    },
    cancel: () => studio.run.cancel(),
    killWorker: () => client.killWorker(),
    engine: client,
  }
}

async function pixelsOf(png: Blob): Promise<Uint8ClampedArray> {
  // No colour conversion: these are the numbers in the file.
  const bitmap = await createImageBitmap(png, { colorSpaceConversion: 'none', premultiplyAlpha: 'none' })
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')
  if (!context) throw new Error('no 2d canvas')
  context.drawImage(bitmap, 0, 0)
  return context.getImageData(0, 0, bitmap.width, bitmap.height).data
}

function base64(bytes: Uint8Array | Uint8ClampedArray): string {
  let binary = ''
  // In pieces: fromCharCode takes its bytes as arguments, and too many overflow the stack.
  for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000))
  return btoa(binary)
}
