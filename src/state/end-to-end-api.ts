// `window.darkroom`: the page driven by a program (Playwright specs, `npm run generate`, the bench). It presses the same
// buttons a person does, so what it measures is what a person gets; everything it returns is plain JSON.
import type { EngineClient } from '../client/engine-client'
import type { Capabilities, GenerateRequest, GenerateResult, LoadedModel } from '../protocol/engine-api'
import { axisNames } from './compare-plan'
import type { Axis, AxisName, AxisSpec } from './compare-plan'
import { withRequestParts } from './extras'
import type { StepEvent } from './run'
import { sayToPrograms, sayingToPrograms } from './say-to-programs'
import type { Studio } from './studio'

export interface EndToEndApi {
  /** Capabilities known and the model of the form loaded. Rejects with the error a person would see. */
  ready(): Promise<{ capabilities: Capabilities; model: LoadedModel }>
  /** Fills the form with `request` over its present settings (without a seed: a random one), runs it and reads the picture. */
  generate(request: Partial<FormRequest>): Promise<EndToEndResult>
  /** Sets up compare mode with these axes over the form's settings, runs it to its end (or to a cancel) and reads the board. */
  compare(spec: EndToEndCompareSpec): Promise<EndToEndBoard>
  /** Cancel of the run under way; its generate() rejects with code `cancelled`. */
  cancel(): void
  /** Ends the worker as a crash would. */
  killWorker(): void
  engine: EngineClient
}

/** What the form can ask for; editions and attention are the engine's own (`engine.generate`). */
export type FormRequest = Omit<GenerateRequest, 'edition' | 'attention'>

export type EndToEndResult = Omit<GenerateResult, 'png' | 'attention'> & {
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

/** Axes as typed, such as `{ kind: 'steps', text: '4-12 (+4)' }`, and what every cell shares. */
export interface EndToEndCompareSpec extends Partial<FormRequest> { x: AxisSpec; y?: AxisSpec; z?: AxisSpec }

export interface EndToEndBoard {
  axes: Record<AxisName, Axis | null>
  seed: number
  cells: EndToEndCell[]
}

/** Without a request where the cell failed or was not reached. */
export interface EndToEndCell {
  x: number
  y: number
  z: number
  request: GenerateRequest | null
  rgba: string | null
  totalMs: number | null
  stepMs: number[]
  error: { code: string; message: string } | null
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
  const fillIn = ({ preview, samplerOptions, variation, seedSize, ensd, guidanceOptions, ...rest }: Partial<FormRequest>) => {
    const parts = { ...(samplerOptions && { samplerOptions }), ...(variation && { variation }), ...(seedSize && { seedSize }), ...(ensd !== undefined && { ensd }), ...(guidanceOptions && { guidanceOptions }) }
    studio.edit({ seed: null, ...rest, ...(preview && preview !== 'none' && { preview }), extras: withRequestParts(studio.settings.peek().extras ?? {}, parts) })
  }
  return sayingToPrograms<EndToEndApi>({
    ready,
    async generate(request) {
      await ready()
      fillIn(request)
      const from = clock()
      const picture = await studio.generate()
      const wallMs = clock() - from
      if (!picture) throw failure() ?? Object.assign(new Error('cancelled'), { code: 'cancelled' })
      const { png, ...result } = picture.result
      return { ...result, request: picture.request, steps: picture.steps, png: base64(new Uint8Array(await png.arrayBuffer())), rgba: base64(await pixelsOf(png)), wallMs }
    },
    async compare({ x, y, z, ...rest }) {
      await ready()
      const { compare } = studio
      fillIn(rest)
      compare.mode.value = 'compare'
      compare.spec.value = { x, y: y ?? null, z: z ?? null }
      const { problems } = compare.outline.value
      const problem = axisNames.map((name) => problems[name]).find(Boolean)
      if (problem) throw new Error(problem.en)
      await compare.start()
      const board = compare.board.value
      if (!board || compare.error.value) throw compare.error.value ?? new Error('nothing was compared')
      const cells = await Promise.all(compare.cells.value.map(async ({ picture, error, x: column, y: row, z: sheet }): Promise<EndToEndCell> => ({
        x: column,
        y: row,
        z: sheet,
        request: picture?.request ?? null,
        rgba: picture && base64(await pixelsOf(picture.result.png)),
        totalMs: picture?.result.timings.totalMs ?? null,
        stepMs: picture?.result.timings.stepMs ?? [],
        error: error && { code: error.code, message: ((await sayToPrograms(error)) as Error).message },
      })))
      return { axes: { x: board.x, y: board.y, z: board.z }, seed: board.base.seed, cells }
    },
    cancel: () => studio.cancel(),
    killWorker: () => client.killWorker(),
    engine: sayingToPrograms(client),
  })
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
