// What a program's generate() and compare() do (end-to-end-api.ts): the form is filled in, its button pressed, the pictures read.
import { sayAxisProblem } from '../core/axes/problem'
import { EngineError } from '../core/errors/engine-error'
import { changesBetween } from '../core/request/field-changes'
import { fromRequest } from '../core/request/form-values'
import type { FormValues } from '../core/request/fields'
import type { PictureRequest } from '../core/request/picture-request'
import { refuseValues } from '../core/request/refuse-values'
import type { PictureResult } from '../protocol/jobs'
import type { App } from './app'
import { axisKinds } from './compare-plan'
import type { Axis, AxisName, AxisSpec } from './compare-plan'
import type { Outcome } from './orders'
import type { StepEvent } from './run-progress'
import { sayToPrograms } from './say-to-programs'

export interface EndToEndRuns {
  /** Puts `values` into the form over its present ones (without a seed: a random one), presses Generate and reads the picture. Rejects with
   * `bad-request` values that the form cannot have, rather than bring them into range. */
  generate(values: FormPart): Promise<EndToEndResult>
  /** Sets up a comparison of these axes over the form's values, runs it to its end (or to a stop) and reads the board. */
  compare(spec: EndToEndCompareSpec): Promise<EndToEndBoard>
}

/** Form values by the ids of the field table, and how steps are shown. */
export type FormPart = Partial<FormValues> & { preview?: 'fast' | 'full' }

export type EndToEndResult = Omit<PictureResult, 'png' | 'attention'> & {
  request: PictureRequest
  /** The same, flat by the ids of the field table. */
  values: FormValues
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
export interface EndToEndCompareSpec extends FormPart { x: AxisSpec; y?: AxisSpec; z?: AxisSpec }

export interface EndToEndBoard {
  axes: Record<AxisName, Axis | null>
  seed: number
  cells: EndToEndCell[]
}

/** Without values where the cell failed or was not reached. */
export interface EndToEndCell {
  x: number
  y: number
  z: number
  values: FormValues | null
  rgba: string | null
  totalMs: number | null
  stepMs: number[]
  error: { code: string; message: string } | null
}

const previews = ['fast', 'full']

/** `ready` before anything; `failure` is why there is no picture. */
export function endToEndRuns(app: App, clock: () => number, { ready, failure }: { ready(): Promise<unknown>; failure(): Error | null }): EndToEndRuns {
  const { form, place } = app
  /** Nothing asked for may be changed or passed over without a word. */
  const fillIn = ({ preview, ...values }: FormPart) => {
    if (preview !== undefined && !previews.includes(preview)) throw new EngineError('bad-request.field-choice', { field: 'preview', found: String(preview), known: previews.join(', ') })
    const manifest = app.models.library.peek().find((entry) => entry.manifest.id === (values.model ?? form.values.peek().model))?.manifest ?? null
    refuseValues(values, form.known(), manifest)
    form.edit({ seed: null, ...values })
    const asked = form.values.peek()
    const changed = changesBetween(asked, form.clamp(asked)).find(({ id }) => values[id] !== undefined)
    if (changed) throw new EngineError('bad-request.field-ends', { field: changed.id })
    if (preview) form.preview.value = preview
  }
  const pictureOf = (outcome: Outcome | undefined) => {
    if (outcome?.picture) return outcome.picture
    throw outcome?.error ?? failure() ?? Object.assign(new Error('cancelled'), { code: 'cancelled' })
  }
  return {
    async generate(values) {
      await ready()
      fillIn(values)
      const from = clock()
      const { request, result, steps } = pictureOf((await app.generate.press()).at(-1))
      const wallMs = clock() - from
      const { png, ...rest } = result
      return { ...rest, request, values: fromRequest(request), steps, png: base64(new Uint8Array(await png.arrayBuffer())), rgba: base64(await pixelsOf(png)), wallMs }
    },
    async compare({ x, y, z, ...rest }) {
      await ready()
      for (const [name, axis] of Object.entries({ x, y, z })) {
        if (axis && !axisKinds.includes(axis.kind)) throw new EngineError('bad-request.field-choice', { field: `${name}.kind`, found: String(axis.kind), known: axisKinds.join(', ') })
      }
      fillIn(rest)
      const compare = await app.compare.open()
      place.go('compare')
      compare.spec.value = { x, y: y ?? null, z: z ?? null }
      const { problems } = compare.outline.value
      const problem = problems.x ?? problems.y ?? problems.z
      if (problem) {
        const { axisWords } = await import('../core/axes/words')
        throw new Error(sayAxisProblem(problem, axisWords.en))
      }
      await compare.start()
      const board = compare.board.value
      if (!board || compare.error.value) throw compare.error.value ?? new Error('nothing was compared')
      const cells = await Promise.all(compare.cells.value.map(async ({ picture, error, x: column, y: row, z: sheet }): Promise<EndToEndCell> => ({
        x: column,
        y: row,
        z: sheet,
        values: picture && fromRequest(picture.request),
        rgba: picture && base64(await pixelsOf(picture.result.png)),
        totalMs: picture?.result.timings.totalMs ?? null,
        stepMs: picture?.result.timings.stepMs ?? [],
        error: error && { code: error.code, message: ((await sayToPrograms(error)) as Error).message },
      })))
      return { axes: { x: board.x, y: board.y, z: board.z }, seed: board.base.seed, cells }
    },
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
