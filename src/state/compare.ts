// Compare mode: the axes being set up, and the comparison under way or last made, cell by cell on the one engine.
// Holds no drawing and no words; what the axes mean is compare-plan.ts.
import { batch, computed, signal } from '@preact/signals'
import type { ReadonlySignal, Signal } from '@preact/signals'
import type { EngineError } from '../core/errors/engine-error'
import type { ModelManifest } from '../core/manifest'
import { asEngineError } from './as-engine-error'
import { estimateRemaining } from './compare-eta'
import type { Mode } from './compare-link'
import { planComparison, suggestValues } from './compare-plan'
import type { Axis, AxisKind, AxisName, CompareSpec, KnownChoices, Outline, PlannedCell } from './compare-plan'
import { createRunState } from './run'
import type { Picture, RunOptions, RunState } from './run'
import type { Settings } from './settings'

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
  base: Settings & { seed: number }
  modelName: string
}

export interface CompareState {
  mode: Signal<Mode>
  spec: Signal<CompareSpec>
  /** The axes with the form as it is now. */
  outline: ReadonlySignal<Outline>
  board: Signal<Board | null>
  cells: Signal<Cell[]>
  /** Index of the cell the engine is at. */
  current: Signal<number | null>
  busy: Signal<boolean>
  stopping: Signal<boolean>
  /** Why nothing could be started; a cell keeps its own error. */
  error: Signal<EngineError | null>
  /** Cells with a picture or an error. */
  finished: ReadonlySignal<number>
  elapsedMs: Signal<number>
  remainingMs: ReadonlySignal<number | null>
  /** The engine's run of the cell under way. */
  run: RunState
  /** Chooses what an axis varies, with values to begin with; null takes the axis away. */
  setKind(name: AxisName, kind: AxisKind | null): void
  setText(name: AxisName, text: string): void
  /** Runs the form's comparison. */
  start(): Promise<void>
  /** Runs the cells of the board that have no picture yet. */
  resume(): Promise<void>
  /** Stops after the engine's step; finished cells stay. */
  cancel(): void
  dismissError(): void
}

export interface CompareOptions extends Omit<RunOptions, 'onPicture'> {
  settings: ReadonlySignal<Settings>
  manifest: ReadonlySignal<ModelManifest | null>
  known: () => KnownChoices
  /** The form's settings in range, once the engine has said what it has. */
  ready: () => Promise<Settings>
  load: (model: string, signal: AbortSignal) => Promise<void>
  /** The engine's canvas is the comparison's from now on. */
  onStart: (base: Settings) => void
}

export function createCompareState(options: CompareOptions): CompareState {
  const { settings, manifest, known, ready, load, onStart, clock, drawSeed } = options
  let loading: AbortController | null = null
  const run = createRunState({ ...options, onPicture: () => undefined })
  const mode = signal<Mode>('single')
  const spec = signal<CompareSpec>({ x: { kind: 'sampler', text: suggestValues('sampler', settings.peek(), null, known()) }, y: null, z: null })
  const outline = computed(() => planComparison(spec.value, settings.value, known()))
  const board = signal<Board | null>(null)
  const cells = signal<Cell[]>([])
  const current = signal<number | null>(null)
  const busy = signal(false)
  const stopping = signal(false)
  const error = signal<EngineError | null>(null)
  const finished = computed(() => cells.value.filter(isFinished).length)
  const elapsedMs = signal(0)
  const remainingMs = computed(() => {
    if (!busy.value) return null
    const at = current.value
    const step = run.remainingMs.value
    const waiting = cells.value.filter((cell, i) => !isFinished(cell) && i !== at)
    return estimateRemaining(cells.value.filter(isFinished), waiting, at === null ? null : (cells.value[at] ?? null), step === null ? null : { elapsedMs: run.elapsedMs.value, remainingMs: step })
  })
  /** What was typed for a kind before another was chosen. */
  const typed = new Map<string, string>()

  const change = (index: number, part: Partial<Cell>) => {
    cells.value = cells.value.map((cell, i) => (i === index ? { ...cell, ...part } : cell))
  }

  /** Never rejects: what goes wrong ends in its cell, or in `error` when nothing could be begun. */
  const runCells = async (prepare: () => Promise<Settings | null>) => {
    if (busy.peek()) return
    const abort = new AbortController()
    loading = abort
    batch(() => {
      busy.value = true
      stopping.value = false
      error.value = null
    })
    try {
      const shared = await prepare()
      // Before the first cell: a model that cannot be had is one failure, not one in every cell.
      if (shared && !stopping.peek()) await load(shared.model, abort.signal)
      const from = clock() - elapsedMs.peek()
      for (let at = 0; at < cells.peek().length && !stopping.peek(); at++) {
        const cell = cells.peek()[at]
        if (!cell || cell.picture) continue
        batch(() => {
          current.value = at
          change(at, { error: null })
        })
        const picture = await run.begin(async () => cell.settings, load)
        batch(() => {
          // A cancelled cell has neither and may be run again.
          change(at, { picture, error: picture ? null : run.error.peek() })
          elapsedMs.value = clock() - from
          current.value = null
        })
        // A cancel may have come by another way than ours (the force stop).
        if (!picture && run.phase.peek() === 'cancelled') stopping.value = true
      }
    } catch (thrown) {
      const failure = asEngineError(thrown)
      if (failure.code !== 'cancelled') error.value = failure
    } finally {
      batch(() => {
        busy.value = false
        stopping.value = false
        current.value = null
      })
    }
  }

  const setUp = async () => {
    const form = await ready()
    const { plan } = planComparison(spec.peek(), form, known())
    if (!plan) return null
    const base = { ...form, seed: form.seed ?? drawSeed() }
    batch(() => {
      board.value = { x: plan.x, y: plan.y, z: plan.z, base, modelName: manifest.peek()?.name ?? base.model }
      cells.value = plan.cells.map((cell) => ({ ...cell, settings: { ...cell.settings, seed: cell.settings.seed ?? base.seed }, picture: null, error: null }))
      elapsedMs.value = 0
      onStart(base)
    })
    return base
  }

  return {
    mode, spec, outline, board, cells, current, busy, stopping, error, finished, elapsedMs, remainingMs, run,
    setKind(name, kind) {
      const now = spec.peek()
      const before = now[name]
      if (before) typed.set(`${name} ${before.kind}`, before.text)
      if (kind === null) {
        if (name !== 'x') spec.value = { ...now, [name]: null }
        return
      }
      const text = typed.get(`${name} ${kind}`) ?? suggestValues(kind, settings.peek(), manifest.peek(), known())
      spec.value = { ...now, [name]: { kind, text } }
    },
    setText(name, text) {
      const axis = spec.peek()[name]
      if (axis) spec.value = { ...spec.peek(), [name]: { ...axis, text } }
    },
    async start() {
      if (outline.peek().plan) await runCells(setUp)
    },
    async resume() {
      const again = board.peek()
      if (!again) return
      await runCells(async () => {
        onStart(again.base)
        return again.base
      })
    },
    cancel() {
      if (!busy.peek() || stopping.peek()) return
      stopping.value = true
      loading?.abort()
      run.cancel()
    },
    dismissError() {
      error.value = null
    },
  }
}

function isFinished({ picture, error }: Cell): boolean {
  return picture !== null || error !== null
}
