// Adding a model of one's own: look into what was typed, picked or dropped, show what was found, and put it on the list.
import { signal } from '@preact/signals'
import type { ReadonlySignal } from '@preact/signals'
import type { EngineClient } from '../client/engine-client'
import { EngineError } from '../core/errors/engine-error'
import { parseAddress } from '../core/model-address'
import type { LoadProgress } from '../protocol/events'
import type { Inspection, ModelSource, PickedFile } from '../protocol/inspection'
import { asEngineError } from './as-engine-error'

export type { Inspection, PickedFile }

export interface Adding {
  /** A look or a copy is under way. */
  busy: ReadonlySignal<boolean>
  /** Of files being copied. */
  progress: ReadonlySignal<LoadProgress | null>
  found: ReadonlySignal<{ inspection: Inspection; source: ModelSource } | null>
  error: ReadonlySignal<EngineError | null>
  /** Id of the model added last. */
  added: ReadonlySignal<string | null>
  /** Something typed or pasted: owner/name, a page of the hub, or an address. */
  look(typed: string, hub: string): Promise<void>
  /** One of the folders of an inspection that found several models. */
  lookInto(folder: string): Promise<void>
  /** Nothing among them is nothing asked for. */
  lookIntoFiles(files: readonly PickedFile[] | Promise<readonly PickedFile[]>): Promise<void>
  /** Puts what was found on the list. */
  add(): Promise<void>
  clear(): void
}

export function createAdding(client: EngineClient, onAdded: () => Promise<void>): Adding {
  const busy = signal(false)
  const progress = signal<LoadProgress | null>(null)
  const found = signal<{ inspection: Inspection; source: ModelSource } | null>(null)
  const error = signal<EngineError | null>(null)
  const added = signal<string | null>(null)
  /** A look that was overtaken by another says nothing any more. */
  let current = 0

  const attempt = async (job: (stillWanted: () => boolean) => Promise<void>) => {
    const mine = ++current
    const stillWanted = () => mine === current
    busy.value = true
    error.value = null
    added.value = null
    progress.value = null
    try {
      await job(stillWanted)
    } catch (thrown) {
      if (stillWanted()) error.value = asEngineError(thrown)
    } finally {
      if (stillWanted()) busy.value = false
    }
  }

  const lookAt = async (source: ModelSource, stillWanted: () => boolean) => {
    found.value = null
    const inspection = await client.inspect(source)
    if (stillWanted()) found.value = { inspection, source }
  }
  const inspect = (source: ModelSource) => attempt((stillWanted) => lookAt(source, stillWanted))

  return {
    busy,
    progress,
    found,
    error,
    added,
    async look(typed, hub) {
      const source = parseAddress(typed, hub)
      if (source) return inspect(source)
      await attempt(async () => {
        found.value = null
        throw new EngineError('bad-request.address', {}, typed)
      })
    },
    async lookInto(folder) {
      const source = found.peek()?.source
      if (!source) return
      const inside = (path: string) => `${path}${folder}/`
      if (source.kind === 'hub') return inspect({ ...source, folder: inside(source.folder) })
      if (source.kind === 'url') return inspect({ ...source, baseUrl: inside(source.baseUrl) })
      return inspect({ kind: 'files', files: source.files.filter(({ path }) => `/${path}`.includes(`/${folder}/`)) })
    },
    lookIntoFiles: (coming) => attempt(async (stillWanted) => {
      const files = await coming
      if (files.length > 0 && stillWanted()) await lookAt({ kind: 'files', files }, stillWanted)
    }),
    add: () => attempt(async () => {
      const now = found.peek()
      if (!now?.inspection.manifest) return
      const id = await client.addModel(now.source, now.inspection.manifest, (step) => { progress.value = step })
      await onAdded()
      found.value = null
      progress.value = null
      added.value = id
    }),
    clear() {
      current++
      busy.value = false
      found.value = null
      error.value = null
      added.value = null
      progress.value = null
    },
  }
}
