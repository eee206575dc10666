// Instant previews: while a person types, the distilled UNet draws the words so far in four steps, over the easel. They are no
// pictures of the visit: no strip, no history, no link. A real run always goes first.
import { computed, effect, signal } from '@preact/signals'
import type { ReadonlySignal, Signal } from '@preact/signals'
import type { PictureRequest } from '../core/request/picture-request'
import { asEngineError } from './as-engine-error'
import type { Form } from './form'
import type { Jobs } from './jobs'
import type { Models } from './models'
import type { Viewer } from './viewer'

export interface InstantPreview {
  png: Blob
  request: PictureRequest
  totalMs: number
}

export interface Instant {
  /** The precision in use has the instant UNet. */
  available: ReadonlySignal<boolean>
  on: ReadonlySignal<boolean>
  /** What lies over the easel. */
  preview: Signal<InstantPreview | null>
  drawing: Signal<boolean>
  /** The instant UNet is on its way: only before the first preview. */
  loading: Signal<boolean>
  failed: Signal<boolean>
  setOn(on: boolean): void
  /** Between true and false an input method puts letters there that are no words yet. */
  composing(now: boolean): void
  /** Something bigger begins. The preview stays until that shows. */
  stop(): void
  clear(): void
  /** The noise of the preview on show, for the picture that shall follow it; the next preview gets other noise. Null when none shows. */
  takeSeed(): number | null
}

export interface InstantOptions {
  form: Form
  models: Models
  jobs: Jobs
  viewer: Viewer
  /** The studio is open, where one picture at a time is looked at. */
  inStudio: ReadonlySignal<boolean>
  /** 'on', 'off', or '' while nobody has chosen. */
  wish: Signal<string>
}

const pauseMs = 250

export function createInstant({ form, models, jobs, viewer, inStudio, wish }: InstantOptions): Instant {
  const { values } = form
  const free = computed(() => inStudio.value && !jobs.busy.value)
  const entry = computed(() => models.library.value.find(({ manifest }) => manifest.id === values.value.model))
  const available = computed(() => Boolean(entry.value?.manifest.precisions.find(({ id }) => id === entry.value?.precision)?.graphs.instantUnet))
  const on = computed(() => available.value && wish.value !== 'off')
  const loaded = computed(() => models.loaded.value?.modelId === values.value.model && models.loading.value === null)
  const preview = signal<InstantPreview | null>(null)
  const drawing = signal(false)
  const loading = signal(false)
  const failed = signal(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  let running: AbortController | null = null
  /** The form changed since the last drawing began. */
  let wanted = false
  let composed = false
  /** Of the preview on show or under way. */
  let drawn = ''
  /** By the person, last. */
  let typed = ''
  /** Kept while no seed is set, so that words change the picture and chance does not. */
  let seed: number | null = null

  /** Null when there is nothing to draw, or the easel already shows the picture of these words. */
  const nextRequest = (): PictureRequest | null => {
    const now = values.peek()
    const shown = viewer.shown.peek()?.request
    if (now.prompt.trim() === '' || (shown?.prompt.positive === now.prompt && (now.seed === null || now.seed === shown.seed.value))) return null
    seed ??= form.drawSeed()
    const { prompt, rng, width, height, model } = now
    return { ...form.request({ prompt, negative: '', steps: 4, guidance: 1, sampler: 'lcm', schedule: 'automatic', seed: null, rng, width, height, model }, now.seed ?? seed), network: 'instant' }
  }

  const draw = async () => {
    // One at a time: the next begins when this one has stopped.
    if (running || !wanted || !on.peek() || !loaded.peek()) return
    wanted = false
    if (!free.peek()) return
    const request = nextRequest()
    failed.value = false
    if (!request) {
      preview.value = null
      return
    }
    const controller = new AbortController()
    running = controller
    drawn = request.prompt.positive
    drawing.value = true
    let fetched = false
    try {
      const { png, timings } = await jobs.background({ request, show: { preview: 'none', keepSteps: false } }, ({ type }) => {
        fetched ||= type === 'loading'
        loading.value = type === 'loading'
      }, controller.signal)
      if (!controller.signal.aborted) preview.value = { png, request, totalMs: timings.totalMs }
    } catch (thrown) {
      failed.value = asEngineError(thrown).code !== 'cancelled'
    } finally {
      running = null
      drawing.value = false
      loading.value = false
      if (fetched) models.refresh().catch(() => undefined)
    }
    if (timer === undefined) void draw()
  }

  const stop = () => {
    clearTimeout(timer)
    timer = undefined
    wanted = false
    running?.abort()
  }
  const clear = () => {
    stop()
    preview.value = null
    failed.value = false
  }
  const changed = () => {
    // Which models there are, and so whether this one can, is not known in the page's first moments.
    if (entry.peek() ? !on.peek() : wish.peek() === 'off') return
    wanted = true
    clearTimeout(timer)
    timer = undefined
    if (composed) return
    // A download half done would only begin again.
    if (!loading.peek()) running?.abort()
    timer = setTimeout(() => {
      timer = undefined
      void draw()
    }, pauseMs)
  }

  form.onEdit((change) => {
    if (change.prompt !== undefined) typed = change.prompt
    if (change.model !== undefined && change.model !== values.peek().model) clear()
    else if (['prompt', 'seed', 'rng', 'width', 'height'].some((name) => name in change)) changed()
  })
  // Words typed while the model was loading.
  effect(() => { if (loaded.value && timer === undefined) void draw() })
  // Words that nobody typed: a link, another picture's settings.
  effect(() => {
    const { prompt } = values.value
    if (prompt !== drawn && prompt !== typed) clear()
  })
  // The engine has painted something of its own: a step, another picture.
  effect(() => {
    void viewer.viewedStep.value
    if (jobs.run.steps.value.length > 0) preview.value = null
  })

  return {
    available, on, preview, drawing, loading, failed, stop, clear,
    setOn(now) {
      wish.value = now ? 'on' : 'off'
      if (now) changed()
      else clear()
    },
    composing(now) {
      composed = now
      if (wanted) changed()
    },
    takeSeed() {
      // One drawn with a seed of the form's own says nothing about the next picture's.
      if (seed === null || preview.peek()?.request.seed.value !== seed) return null
      const shown = seed
      seed = null
      return shown
    },
  }
}
