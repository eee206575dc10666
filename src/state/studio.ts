// The whole state of the page: settings, the model, the run under way and the pictures of this session.
// Signals and actions only; src/ui shows them. Created once, given the engine client.
import { batch, computed, signal } from '@preact/signals'
import type { ReadonlySignal, Signal } from '@preact/signals'
import type { EngineClient } from '../client/engine-client'
import { EngineError } from '../core/errors/engine-error'
import type { ModelManifest } from '../core/manifest'
import type { Capabilities } from '../protocol/engine-api'
import { syncAddress } from './address'
import type { Address, AddressBar } from './address'
import { asEngineError } from './as-engine-error'
import { createCompareState } from './compare'
import type { CompareState } from './compare'
import { readCompare, writeCompare } from './compare-link'
import { createFillForm } from './fill-form'
import type { FillForm } from './fill-form'
import { createInstantState } from './instant'
import type { InstantState } from './instant'
import { agreed, createLibraryState } from './library'
import type { LibraryState } from './library'
import { autoLoadBytes, createModelState } from './model'
import type { ModelState } from './model'
import type { MemoryWish } from './load-choice'
import { createRunState } from './run'
import type { Preferences } from './preferences'
import type { Picture, RunState } from './run'
import { advancedDefaults, clampSettings, defaultSettings, fromRequest, toHash } from './settings'
import type { Settings } from './settings'

export type { Capabilities }

export interface StudioOptions {
  client: EngineClient
  /** Milliseconds, any origin. */
  clock: () => number
  /** A fresh seed for a picture whose seed is left to chance. */
  drawSeed: () => number
  address: AddressBar
  /** What a person prefers, beyond this page's life. */
  wishes: Pick<Preferences, 'precision' | 'memory' | 'instant' | 'licences'>
  /** Asks the browser to keep what is stored; a worker may not ask, and a browser may ask the person. Resolves to its answer. */
  persistStorage: () => Promise<boolean>
  samplers: Choice[]
  schedules: Choice[]
}

/** One entry of a list that src/core knows. */
export interface Choice {
  id: string
  name: string
  help: { en: string; zh: string }
  /** Of a sampler: draws fresh noise on its way. */
  stochastic?: boolean
}

export interface Studio {
  samplers: Choice[]
  /** Besides 'automatic', the sampler's own. */
  schedules: Choice[]
  settings: Signal<Settings>
  /** Keys of the last link that this build does not know. */
  ignoredLinkKeys: Signal<string[]>
  capabilities: Signal<Capabilities | null>
  /** Why the engine itself could not start; model and run keep their own errors. */
  startError: Signal<EngineError | null>
  /** Changes whenever a fresh worker runs: canvases handed to the old one died with it. */
  engineLife: Signal<number>
  manifest: ReadonlySignal<ModelManifest | null>
  model: ModelState
  /** The library: downloads, checks, adding models. */
  files: LibraryState
  run: RunState
  compare: CompareState
  /** Previews while typing. */
  instant: InstantState
  /** Filling the form from another picture's settings. */
  fill: FillForm
  /** A picture or a comparison is being made. */
  busy: ReadonlySignal<boolean>
  /** Asks the engine what it can do and has; again after startError. */
  start(): Promise<void>
  /** Settles with the last start(). */
  readonly started: Promise<void>
  edit(change: Partial<Settings>): void
  /** A seed by chance, for a field that wants one now. */
  drawSeed: () => number
  /** Everything under Advanced as it was at first. */
  resetAdvanced(): void
  generate(): Promise<Picture | null>
  /** What the main button does in the mode at hand. */
  develop(): void
  /** Stops whatever is being made. */
  cancel(): void
  /** Asks the browser to keep what is stored; resolves to its answer. */
  keepStorage(): Promise<boolean>
  /** A person's wish to have this model, as opposed to the load at the start. */
  loadModel(id: string): void
  /** Wishes for a precision, '' for the best that runs here, and loads it. */
  choosePrecision(id: string): void
  /** Wishes for a way in memory, {} for the automatic one, and loads the loaded model anew by it. */
  chooseMemory(wish: MemoryWish): void
  restore(picture: Picture): void
  attachCanvases(preview: OffscreenCanvas, strip: OffscreenCanvas): Promise<void>
  /** The client's onRestart. */
  engineRestarted(): void
}

const unset: Settings = { model: '', prompt: '', negativePrompt: '', steps: 20, guidance: 7, sampler: '', schedule: 'automatic', seed: null, rng: 'cpu', width: 0, height: 0, preview: 'fast' }

export function createStudio({ client, clock, drawSeed, address: bar, wishes, persistStorage, samplers, schedules }: StudioOptions): Studio {
  const settings = signal<Settings>(unset)
  const ignoredLinkKeys = signal<string[]>([])
  const capabilities = signal<Capabilities | null>(null)
  const startError = signal<EngineError | null>(null)
  const engineLife = signal(0)
  const model = createModelState(client, wishes)
  const files = createLibraryState({ client, model, licences: wishes.licences, wishes, persistStorage: () => void persistStorage() })
  let address: Address | null = null
  const knownIds = () => ({ models: model.library.value.map((entry) => entry.manifest.id), samplers: samplers.map(({ id }) => id), schedules: ['automatic', ...schedules.map(({ id }) => id)] })
  let pictureCount = 0
  const nextId = () => ++pictureCount
  const run = createRunState({
    client,
    clock,
    drawSeed,
    nextId,
    onPicture: ({ request, model: id }) => address?.rememberPicture(fromRequest(request, id)),
    // What broke the run may have taken the model with it (a lost device does); asking again is quick when it has not.
    onFailure: () => model.forget(),
    onLighter: (plan) => model.lightened(plan),
  })
  const manifest = computed(() => model.library.value.find((entry) => entry.manifest.id === settings.value.model)?.manifest ?? null)

  /** The form's settings in range, once there is a model to have them for. Start() may have failed and is tried again. */
  const ready = async () => {
    await started
    if (!manifest.value) await start()
    if (startError.value) throw startError.value
    if (!manifest.value) throw new EngineError('unknown-model', 'There is no model to make pictures with.', 'Reload the page; if it stays so, this build is incomplete.')
    settings.value = clampSettings(settings.value, manifest.value)
    return settings.value
  }
  /** What must be agreed to first is asked in the library, where its download is then seen. */
  const load = async (id: string, stopSignal?: AbortSignal) => {
    const entry = model.library.value.find((one) => one.manifest.id === id)
    if (entry && !entry.ready && !agreed(wishes.licences.peek(), entry.manifest)) {
      files.open.value = true
      files.download(id, () => loadModel(id))
      throw new EngineError('bad-request', `${entry.manifest.name} is not downloaded yet, and its licence asks for your agreement.`, 'Agree to it in the list of models, or choose another model.', entry.manifest.licence)
    }
    await model.load(id, stopSignal)
  }
  const loadModel = (id: string) => {
    void persistStorage()
    load(id).catch(() => undefined)
  }
  const compare = createCompareState({
    client,
    clock,
    drawSeed,
    nextId,
    settings,
    manifest,
    known: knownIds,
    ready,
    load,
    onStart(base) {
      // The engine draws the comparison's steps on its canvas from now on.
      run.forgetCanvas()
      address?.rememberPicture(base)
    },
    onFailure: () => model.forget(),
    onLighter: (plan) => model.lightened(plan),
  })
  const busy = computed(() => run.busy.value || compare.busy.value)
  const free = computed(() => !busy.value && compare.mode.value === 'single')
  const instant = createInstantState({ client, drawSeed, settings, model, run, free, wish: wishes.instant })

  const startOnce = async () => {
    startError.value = null
    try {
      capabilities.value = await client.capabilities()
      await model.refresh()
    } catch (thrown) {
      startError.value = asEngineError(thrown)
      return
    }
    const first = model.library.value[0]
    if (!first || address) return
    // Words typed while the engine was starting stay.
    settings.value = { ...defaultSettings(first.manifest), prompt: settings.value.prompt, negativePrompt: settings.value.negativePrompt }
    address = syncAddress({ bar, settings, ignored: ignoredLinkKeys, known: knownIds, base: baseSettings, clamp, extra: inAddress })
    const chosen = model.library.value.find((entry) => entry.manifest.id === settings.value.model)
    if (chosen && chosen.totalBytes <= autoLoadBytes) model.load(chosen.manifest.id).catch(() => undefined)
  }

  let started = Promise.resolve()
  const start = () => (started = startOnce())

  const clamp = (wanted: Settings) => {
    const entry = model.library.value.find((one) => one.manifest.id === wanted.model)
    return entry ? clampSettings(wanted, entry.manifest) : wanted
  }
  const inAddress = {
    write: () => writeCompare(compare.mode.value, compare.spec.value),
    read(hash: string) {
      const { rest, mode, spec } = readCompare(hash)
      compare.mode.value = mode
      if (spec) compare.spec.value = spec
      return rest
    },
  }
  const baseSettings = () => (manifest.value ? defaultSettings(manifest.value) : settings.value)

  const edit = (change: Partial<Settings>) => {
    const before = settings.value
    if (change.model !== undefined && change.model !== before.model) {
      const next = model.library.value.find((entry) => entry.manifest.id === change.model)
      // Another model has other numbers that suit it; the words stay.
      if (!next) return
      instant.clear()
      settings.value = { ...defaultSettings(next.manifest), prompt: before.prompt, negativePrompt: before.negativePrompt, seed: before.seed, rng: before.rng, preview: before.preview, ...change }
      return
    }
    if (['prompt', 'seed', 'rng', 'width', 'height'].some((name) => name in change)) instant.changed()
    settings.value = { ...before, ...change }
  }

  const fill = createFillForm({
    settings,
    known: () => ({ models: model.library.value.map(({ manifest: { id, name } }) => ({ id, name })), samplers: samplers.map(({ id }) => id), schedules: schedules.map(({ id }) => id) }),
    clamp,
  })

  const generate = async () => {
    if (busy.value) return null
    void persistStorage()
    instant.stop()
    const previewed = instant.takeSeed()
    // Pressed before the engine has said what it has: begin() shows the wait.
    return run.begin(async () => {
      const form = await ready()
      return { ...form, seed: form.seed ?? previewed }
    }, load)
  }

  return {
    samplers,
    schedules,
    settings,
    ignoredLinkKeys,
    capabilities,
    startError,
    engineLife,
    manifest,
    model,
    files,
    run,
    compare,
    instant,
    fill,
    busy,
    start,
    get started() { return started },
    edit,
    drawSeed,
    resetAdvanced() {
      const { extras: _extras, ...rest } = settings.value
      settings.value = { ...rest, ...advancedDefaults }
    },
    generate,
    develop() {
      if (compare.mode.value === 'single') void generate()
      else if (!busy.value) {
        void persistStorage()
        instant.stop()
        void compare.start()
      }
    },
    cancel() {
      if (compare.busy.value) compare.cancel()
      else run.cancel()
    },
    async keepStorage() {
      const kept = await persistStorage()
      await model.refresh().catch(() => undefined)
      return kept
    },
    loadModel,
    choosePrecision(id) {
      if (busy.value) return
      instant.clear()
      wishes.precision.value = id
      void model.changePrecision(settings.value.model)
    },
    chooseMemory(wish) {
      if (busy.value) return
      instant.clear()
      wishes.memory.value = wish
      void model.changeMemory()
    },
    restore(picture) {
      batch(() => {
        settings.value = { ...fromRequest(picture.request, picture.model), preview: settings.value.preview }
        run.show(picture)
        instant.clear()
        compare.mode.value = 'single'
      })
    },
    // Only a dying worker refuses canvases, and the next one gets fresh ones.
    attachCanvases: (preview, strip) => client.attachCanvases(preview, strip).catch(() => undefined),
    engineRestarted() {
      batch(() => {
        engineLife.value += 1
        run.forgetCanvas()
        compare.run.forgetCanvas()
        model.forget()
      })
    },
  }
}

/** The address that makes this very picture again. */
export function linkTo(picture: Picture, page: string): string {
  return page.replace(/#.*$/, '') + toHash(fromRequest(picture.request, picture.model))
}
