// `window.darkroom`: the page driven by a program (Playwright specs, `npm run generate`, the bench). It presses the same
// buttons a person does, so what it measures is what a person gets; everything it returns is plain JSON.
import type { EngineClient } from '../client/engine-client'
import type { LoadedModel } from '../protocol/loaded-model'
import type { Capabilities } from '../protocol/machine'
import type { App } from './app'
import type { EndToEndRuns } from './end-to-end-runs'
import { sayingToPrograms } from './say-to-programs'

export interface EndToEndApi extends EndToEndRuns {
  /** Capabilities known and the model of the form loaded. Rejects with the error a person would see. */
  ready(): Promise<{ capabilities: Capabilities; model: LoadedModel }>
  /** Stops the picture under way; its generate() rejects with code `cancelled`. */
  cancel(): void
  /** Ends the worker as a crash would. */
  killWorker(): void
  engine: EngineClient
}

/** How generate() and compare() do it comes when a program first asks. */
export function createEndToEndApi(app: App, client: EngineClient, clock: () => number): EndToEndApi {
  const runs = async () => (await import('./end-to-end-runs')).endToEndRuns(app, clock, { ready: () => ready(app), failure: () => failureOf(app) })
  return sayingToPrograms<EndToEndApi>({
    ready: () => ready(app),
    generate: async (values) => (await runs()).generate(values),
    compare: async (spec) => (await runs()).compare(spec),
    cancel: () => app.jobs.stop(),
    killWorker: () => client.killWorker(),
    engine: sayingToPrograms(client),
  })
}

function failureOf({ engine, models, jobs }: App): Error | null {
  return engine.startError.value ?? models.error.value ?? jobs.run.error.value
}

async function ready(app: App): ReturnType<EndToEndApi['ready']> {
  const { engine, models, form } = app
  await engine.started
  const { model: id } = form.values.value
  if (form.manifest.value) await models.load(id)
  const model = models.loaded.value
  if (!engine.capabilities.value || !model) throw failureOf(app) ?? new Error('the model is not loaded')
  return { capabilities: engine.capabilities.value, model }
}
