// The form: what a person sets for the next picture, flat by the ids of the field table, and how that becomes a request.
import { computed, signal } from '@preact/signals'
import type { ReadonlySignal, Signal } from '@preact/signals'
import { EngineError } from '../core/errors/engine-error'
import type { ModelManifest } from '../core/manifest'
import type { FieldChange } from '../core/request/field-changes'
import type { Known } from '../core/request/field-texts'
import { activeValues, clampValues, defaultValues, toRequest, withoutOptional } from '../core/request/form-values'
import type { FieldId, FormValues } from '../core/request/fields'
import type { PictureRequest } from '../core/request/picture-request'
import type { Choice } from './choice'
import type { EngineState } from './engine'
import { loadChoice } from './load-choice'
import type { LoadWishes } from './load-choice'
import type { Models } from './models'

/** undefined takes an optional value away. */
export type FormEdit = { [id in FieldId]?: FormValues[id] | undefined }

export interface Form {
  samplers: readonly Choice[]
  /** Besides 'automatic', the sampler's own. */
  schedules: readonly Choice[]
  values: Signal<FormValues>
  /** How steps are shown: changes what is seen, not what is made, and so is in no request. */
  preview: Signal<'fast' | 'full'>
  /** Pictures a press of Generate. */
  count: Signal<number>
  /** Keys of the last link that this build does not know. */
  ignoredLinkKeys: Signal<string[]>
  /** What the last link asked for and was brought into range. */
  changedByLink: Signal<FieldChange[]>
  manifest: ReadonlySignal<ModelManifest | null>
  known(): Known
  edit(change: FormEdit): void
  /** Called before a person's edit, with what it changes. */
  onEdit(listener: (change: FormEdit) => void): void
  /** Everything under Advanced as it was at first. */
  resetAdvanced(): void
  /** Whether anything under Advanced is not as it was at first. */
  advancedChanged: ReadonlySignal<boolean>
  /** Brings numbers into the range of the model. */
  clamp(values: FormValues): FormValues
  /** A form as it first is for this model, or for the one at hand. */
  baseOf(model?: string): FormValues
  /** What the engine is asked for, with the wishes for how its model is loaded. */
  request(values: FormValues, seed: number): PictureRequest
  /** The values in range, once there is a model to have them for; a failed start is tried again. */
  ready(): Promise<FormValues>
  drawSeed: () => number
}

export interface FormOptions {
  models: Models
  wishes: LoadWishes
  engine: () => EngineState
  /** A fresh seed for a picture whose seed is left to chance. */
  drawSeed: () => number
  samplers: readonly Choice[]
  schedules: readonly Choice[]
}

const unset: FormValues = { model: '', prompt: '', negative: '', steps: 20, guidance: 7, sampler: '', schedule: 'automatic', seed: null, rng: 'cpu', width: 0, height: 0 }
/** What stays when another model brings numbers of its own. */
const ownedByThePerson = ['prompt', 'negative', 'seed', 'rng'] as const

export function createForm({ models, wishes, engine, drawSeed, samplers, schedules }: FormOptions): Form {
  const values = signal<FormValues>(unset)
  const preview = signal<'fast' | 'full'>('fast')
  const listeners: ((change: FormEdit) => void)[] = []
  const manifestOf = (id: string) => models.library.value.find((entry) => entry.manifest.id === id)?.manifest ?? null
  const manifest = computed(() => manifestOf(values.value.model))
  const clamp = (wanted: FormValues) => {
    const own = models.library.peek().find((entry) => entry.manifest.id === wanted.model)?.manifest
    return own ? clampValues(wanted, own) : wanted
  }
  return {
    samplers, schedules, values, preview, manifest, drawSeed, clamp,
    count: signal(1),
    ignoredLinkKeys: signal<string[]>([]),
    changedByLink: signal<FieldChange[]>([]),
    known: () => ({
      models: models.library.peek().map(({ manifest: { id, name } }) => ({ id, name })),
      samplers: samplers.map(({ id }) => id),
      schedules: schedules.map(({ id }) => id),
    }),
    edit(change) {
      const before = values.peek()
      for (const listener of listeners) listener(change)
      if (change.model !== undefined && change.model !== before.model) {
        const next = manifestOf(change.model)
        // Another model has other numbers that suit it; the words stay.
        if (!next) return
        const kept = Object.fromEntries(ownedByThePerson.map((id) => [id, before[id]]))
        values.value = merged({ ...defaultValues(next), ...kept }, change)
      } else values.value = merged(before, change)
    },
    onEdit: (listener) => void listeners.push(listener),
    resetAdvanced() {
      values.value = { ...withoutOptional(values.peek()), rng: 'cpu' }
      preview.value = 'fast'
    },
    advancedChanged: computed(() => values.value.rng !== 'cpu' || preview.value !== 'fast' || Object.keys(activeValues(values.value)).length > 0),
    baseOf(model) {
      const own = (model !== undefined && manifestOf(model)) || manifest.peek()
      return own ? defaultValues(own) : values.peek()
    },
    request(wanted, seed) {
      const request = toRequest(wanted, seed)
      return { ...request, model: { ...request.model, ...loadChoice(wishes) } }
    },
    async ready() {
      const { started, start, startError } = engine()
      await started
      if (!manifest.peek()) await start()
      if (startError.value) throw startError.value
      if (!manifest.peek()) throw new EngineError('unknown-model.none', {})
      values.value = clamp(values.peek())
      return values.peek()
    },
  }
}

function merged(values: FormValues, change: FormEdit): FormValues {
  return Object.fromEntries(Object.entries({ ...values, ...change }).filter(([, value]) => value !== undefined)) as unknown as FormValues
}
