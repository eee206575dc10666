// A press of Generate: the form as it is now becomes an order, of as many pictures as the form says. And the way back: a picture
// becomes the form again.
import { batch } from '@preact/signals'
import { batchOf } from '../core/request/batch'
import { fromRequest } from '../core/request/form-values'
import type { FormValues } from '../core/request/fields'
import type { FillForm } from './fill-form'
import type { Form } from './form'
import type { Instant } from './instant'
import type { Jobs } from './jobs'
import type { NewOrder, Outcome, Picture } from './orders'
import type { Place } from './place'
import type { Viewer } from './viewer'

export interface Generate {
  /** Never blocks: while something runs, it queues. */
  press(): Promise<Outcome[]>
  /** Shows a picture, and puts what made it into the form. */
  restore(picture: Picture): void
  /** Whether the form would make this picture, but for a seed left to chance. */
  isOfForm(picture: Picture): boolean
}

export function createGenerate({ form, fill, jobs, instant, viewer, place, persistStorage }: { form: Form; fill: FillForm; jobs: Jobs; instant: Instant; viewer: Viewer; place: Place; persistStorage: () => void }): Generate {
  return {
    press() {
      persistStorage()
      instant.stop()
      viewer.follow()
      const previewed = instant.takeSeed()
      const count = form.count.peek()
      const preview = form.preview.peek()
      const orderOf = (values: FormValues): NewOrder => ({
        origin: 'studio', preview, requests: batchOf(form.request(values, values.seed ?? previewed ?? form.drawSeed()), count),
      })
      // Pressed before the engine has said what it has: what is being typed then still counts.
      return jobs.submit(form.manifest.peek() ? orderOf((form.values.value = form.clamp(form.values.peek()))) : form.ready().then(orderOf))
    },
    restore(picture) {
      batch(() => {
        fill.take(fromRequest(picture.request))
        instant.clear()
        viewer.show(picture)
        place.go('studio')
      })
    },
    isOfForm({ request }) {
      const { seed, ...made } = fromRequest(request)
      const { seed: wanted, ...set } = fromRequest(form.request(form.values.peek(), request.seed.value))
      const own = form.values.peek().seed
      return (own === null || own === seed) && seed === wanted && JSON.stringify(sorted(made)) === JSON.stringify(sorted(set))
    },
  }
}

const sorted = (values: object) => Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1))
