// The comparison under way or last made, cell by cell, and the axes being set up. Its cells are one order at the page's door.
// Holds no drawing and no words; what the axes mean is compare-plan.ts.
import { batch, computed, signal } from '@preact/signals'
import type { ReadonlySignal, Signal } from '@preact/signals'
import { EngineError } from '../core/errors/engine-error'
import type { PictureRequest } from '../core/request/picture-request'
import { infotextOf } from '../core/request/write-infotext'
import type { FormValues } from '../core/request/fields'
import { asEngineError } from './as-engine-error'
import { estimateRemaining } from './compare-eta'
import { readAxes, unknownChoices, writeAxes } from './compare-link'
import { planComparison, suggestValues } from './compare-plan'
import type { Axis, AxisKind, AxisName, CompareSpec, KnownChoices, Outline, PlannedCell } from './compare-plan'
import type { Form } from './form'
import { formCodec } from './form-address'
import type { Jobs } from './jobs'
import type { NewOrder, Picture } from './orders'
import type { Place } from './place'

export interface Cell extends PlannedCell {
  picture: Picture | null
  error: EngineError | null
}

/** A comparison that was started: what its cells share. */
export interface Board {
  x: Axis
  y: Axis | null
  z: Axis | null
  /** The form when it was started, with the seed drawn for it. */
  base: FormValues & { seed: number }
  modelName: string
  /** A1111's text of what the cells share. */
  infotext: string
}

export interface Compare {
  spec: Signal<CompareSpec>
  /** The axes with the form as it is now. */
  outline: ReadonlySignal<Outline>
  board: Signal<Board | null>
  cells: Signal<Cell[]>
  /** Index of the cell the engine is at. */
  current: Signal<number | null>
  /** Its order waits or is under way. */
  busy: ReadonlySignal<boolean>
  /** Why nothing could be started; a cell keeps its own error. */
  error: Signal<EngineError | null>
  /** Cells with a picture or an error. */
  finished: ReadonlySignal<number>
  elapsedMs: Signal<number>
  remainingMs: ReadonlySignal<number | null>
  /** Chooses what an axis varies, with values to begin with; null takes the axis away. */
  setKind(name: AxisName, kind: AxisKind | null): void
  setText(name: AxisName, text: string): void
  /** Orders the form's comparison. */
  start(): Promise<void>
  /** Orders the cells of the board that have no picture yet. */
  resume(): Promise<void>
  dismissError(): void
}

export interface CompareOptions {
  form: Form
  jobs: Jobs
  place: Place
  clock: () => number
}

export function createCompare({ form, jobs, place, clock }: CompareOptions): Compare {
  const known = (): KnownChoices => ({ samplers: form.samplers.map(({ id }) => id), schedules: ['automatic', ...form.schedules.map(({ id }) => id)] })
  const firstSpec = (): CompareSpec => ({ x: { kind: 'sampler', text: suggestValues('sampler', form.values.peek(), null, known()) }, y: null, z: null })
  const spec = signal(firstSpec())
  const outline = computed(() => planComparison(spec.value, form.values.value, known()))
  const board = signal<Board | null>(null)
  const cells = signal<Cell[]>([])
  const current = signal<number | null>(null)
  const busy = signal(false)
  const error = signal<EngineError | null>(null)
  const finished = computed(() => cells.value.filter(isFinished).length)
  const elapsedMs = signal(0)
  const remainingMs = computed(() => {
    if (!busy.value) return null
    const at = current.value
    const step = at === null ? null : jobs.run.remainingMs.value
    const waiting = cells.value.filter((cell, i) => !isFinished(cell) && i !== at)
    return estimateRemaining(cells.value.filter(isFinished), waiting, at === null ? null : (cells.value[at] ?? null), step === null ? null : { elapsedMs: jobs.run.elapsedMs.value, remainingMs: step })
  })
  /** What was typed for a kind before another was chosen. */
  const typed = new Map<string, string>()
  const own = formCodec(form)
  place.attach('compare', {
    write: (seed) => [...writeAxes(spec.value), ...own.write(seed)],
    read(entries) {
      const { rest, spec: asked } = readAxes(entries)
      // Axes that cannot be read are named; those of the comparison before are not meant by them.
      spec.value = asked ?? (rest.some(([key]) => key === 'x') ? firstSpec() : spec.peek())
      own.read(rest)
      form.ignoredLinkKeys.value = [...form.ignoredLinkKeys.peek(), ...unknownChoices(spec.peek(), known())]
    },
  })

  const change = (index: number, part: Partial<Cell>) => {
    cells.value = cells.value.map((cell, i) => (i === index ? { ...cell, ...part } : cell))
  }

  /** The cells that have no picture. */
  const openCells = (base: Board['base']): { index: number; request: PictureRequest }[] => {
    const open = cells.peek().flatMap((cell, index) => (cell.picture ? [] : [{ index, request: form.request(cell.values, cell.values.seed ?? base.seed) }]))
    for (const { index } of open) change(index, { error: null })
    return open
  }

  /** Orders every cell that has no picture; never rejects. It is at the door before the engine is ready, so that it can be stopped there. */
  const ordering = async (prepare: (isWanted: () => boolean) => Promise<Board['base'] | null>) => {
    if (busy.peek()) return
    batch(() => {
      busy.value = true
      error.value = null
    })
    let wanted = true
    let open: ReturnType<typeof openCells> = []
    let from = clock()
    let before = 0
    const put = async (): Promise<NewOrder> => {
      try {
        const base = await prepare(() => wanted)
        if (!base) throw new EngineError('cancelled.run', {})
        open = openCells(base)
        before = elapsedMs.peek()
        return { origin: 'compare', preview: 'fast', requests: open.map(({ request }) => request) }
      } catch (thrown) {
        const failure = asEngineError(thrown)
        if (wanted && failure.code !== 'cancelled') error.value = failure
        throw failure
      }
    }
    await jobs.submit(put(), {
      onBegin(at) {
        if (at === 0) from = clock()
        current.value = open[at]!.index
      },
      onOutcome({ at, picture, error: failure, modelFailed = false }) {
        batch(() => {
          // A cancelled cell has neither and may be run again; a model that cannot be had is no cell's fault.
          change(open[at]!.index, { picture, error: modelFailed ? null : failure })
          if (modelFailed) error.value = failure
          elapsedMs.value = before + clock() - from
          current.value = null
        })
      },
    })
    wanted = false
    busy.value = false
  }

  const setUp = (values: FormValues): Board['base'] | null => {
    const { plan } = planComparison(spec.peek(), values, known())
    const manifest = form.manifest.peek()
    if (!plan || !manifest) return null
    const base = { ...values, seed: values.seed ?? form.drawSeed() }
    batch(() => {
      board.value = { x: plan.x, y: plan.y, z: plan.z, base, modelName: manifest.name, infotext: infotextOf(form.request(base, base.seed), manifest) }
      cells.value = plan.cells.map((cell) => ({ ...cell, values: { ...cell.values, seed: cell.values.seed ?? base.seed }, picture: null, error: null }))
      elapsedMs.value = 0
    })
    // The visitor may be in another room by now, whose address this is not.
    if (place.room.peek() === 'compare') place.rememberPicture(base.seed)
    return base
  }

  return {
    spec, outline, board, cells, current, busy, error, finished, elapsedMs, remainingMs,
    setKind(name, kind) {
      const now = spec.peek()
      const before = now[name]
      if (before) typed.set(`${name} ${before.kind}`, before.text)
      if (kind === null) {
        if (name !== 'x') spec.value = { ...now, [name]: null }
        return
      }
      const text = typed.get(`${name} ${kind}`) ?? suggestValues(kind, form.values.peek(), form.manifest.peek(), known())
      spec.value = { ...now, [name]: { kind, text } }
    },
    setText(name, text) {
      const axis = spec.peek()[name]
      if (axis) spec.value = { ...spec.peek(), [name]: { ...axis, text } }
    },
    async start() {
      if (!outline.peek().plan) return
      await ordering(async (isWanted) => {
        const values = await form.ready()
        return isWanted() ? setUp(values) : null
      })
    },
    async resume() {
      const again = board.peek()
      if (again && cells.peek().some(({ picture }) => !picture)) await ordering(async () => again.base)
    },
    dismissError() {
      error.value = null
    },
  }
}

function isFinished({ picture, error }: Cell): boolean {
  return picture !== null || error !== null
}
