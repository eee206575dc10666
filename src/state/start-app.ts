// Puts the page's state together: which module hears of what. Everything of the browser's comes in from main.tsx.
import { batch, computed, effect } from '@preact/signals'
import { freshId } from '../client/engine-client'
import type { EngineClient } from '../client/engine-client'
import type { EngineError } from '../core/errors/engine-error'
import { autoLoadBytes } from '../core/precision'
import type { App } from './app'
import type { Choice } from './choice'
import { createDownloads } from './downloads'
import { createEngineState } from './engine'
import { createFillForm } from './fill-form'
import { createForm } from './form'
import { formCodec } from './form-address'
import { createGenerate } from './generate'
import { createInstant } from './instant'
import { createJobs } from './jobs'
import { lazily } from './lazily'
import { createModels } from './models'
import { createPlace } from './place'
import type { AddressBar } from './place'
import type { Preferences } from './preferences'
import type { QueueStore } from './queue-store'
import { createTextLengths } from './text-lengths'
import type { Updates } from './updates'
import { createViewer } from './viewer'

export interface AppOptions {
  client: EngineClient
  /** Milliseconds, any origin. */
  clock: () => number
  drawSeed: () => number
  address: AddressBar
  preferences: Preferences
  updates: Updates
  /** Asks the browser to keep what is stored; a worker may not ask, and a browser may ask the person. Resolves to its answer. */
  persistStorage: () => Promise<boolean>
  queueStore: QueueStore
  samplers: readonly Choice[]
  schedules: readonly Choice[]
}

export interface StartedApp extends App {
  /** A fresh worker took the place of one that died. */
  engineRestarted(): void
}

export function createApp({ client, clock, drawSeed, address, preferences, updates, persistStorage, queueStore, samplers, schedules }: AppOptions): StartedApp {
  const persist = () => void persistStorage()
  const place = createPlace(address)
  const models = createModels(client, preferences)
  const downloads = createDownloads({ client, models, licences: preferences.licences, wishes: preferences, persistStorage: persist, showModels: () => place.go('models') })
  const form = createForm({ models, wishes: preferences, engine: () => engine, drawSeed, samplers, schedules })
  const engine = createEngineState(client, models, () => {
    const first = models.library.peek()[0]
    if (!first || form.manifest.peek()) return
    // Words typed while the engine was starting stay.
    const { prompt, negative } = form.values.peek()
    form.values.value = { ...form.baseOf(first.manifest.id), prompt, negative }
    place.attach('studio', formCodec(form))
    place.open()
    const chosen = models.library.peek().find((entry) => entry.manifest.id === form.values.peek().model)
    if (chosen && chosen.totalBytes <= autoLoadBytes) models.load(chosen.manifest.id).catch(() => undefined)
    setTimeout(() => import('./file-checks').then(({ startFileChecks }) => startFileChecks({ client, models, downloads, jobs }), () => undefined), 60_000)
  })
  const textLengths = createTextLengths()
  const jobs = createJobs({
    client, clock, freshId,
    admit: ({ model }) => downloads.admit(model.id),
    onBegin(order, job) {
      models.makeWay(job.request.model.id)
      viewer.begin(job.id, order.origin === 'studio')
    },
    onEvent(event, request) {
      models.heard(event, request)
      textLengths.heard(event, request.model.id)
    },
    onEnd: models.ended,
    onPicture(picture, order) {
      if (order.origin !== 'studio') return
      viewer.made(picture)
      // The address speaks of the form: of a picture only while the form still is that picture's.
      if (place.room.peek() === 'studio' && generate.isOfForm(picture)) place.rememberPicture(picture.request.seed.value)
    },
    // What broke the run may have taken the model with it (a lost device does); asking again is quick when it has not.
    onFailure: () => models.forget(),
    onWaiting: (orders) => queueStore.save(orders),
  })
  const viewer = createViewer(client, jobs.busy)
  const instant = createInstant({ form, models, jobs, viewer, inStudio: computed(() => place.room.value === 'studio'), wish: preferences.instant })
  const fill = createFillForm(form)
  const generate = createGenerate({ form, fill, jobs, instant, viewer, place, persistStorage: persist })
  const compare = lazily(async () => {
    const { createCompare } = await import('./compare')
    return createCompare({ form, jobs, place, clock })
  })
  // A job's model that did not come stands on the run too; it is settled on both once the model is asked for again, from wherever.
  let stood: EngineError | null = null
  effect(() => {
    const now = models.error.value
    if (stood !== null && stood !== now && jobs.run.error.peek() === stood) jobs.run.error.value = null
    stood = now
  })
  void queueStore.adopt().then((orders) => jobs.restore(orders))

  return {
    engine, models, downloads, form, fill, textLengths, jobs, generate, viewer, instant, compare, place, preferences, updates,
    attachCanvases: (preview, strip) => client.attachCanvases(preview, strip).catch(() => undefined),
    async keepStorage() {
      const kept = await persistStorage()
      await models.refresh().catch(() => undefined)
      return kept
    },
    engineRestarted() {
      batch(() => {
        engine.life.value += 1
        viewer.forgetCanvas()
        models.forget()
      })
    },
  }
}
