// Request → the text under a picture, in AUTOMATIC1111's words (modules/infotext_utils.py, version 1.10.1) by the field table's names.
// How such a text is laid out is core/infotext.ts; the way back is read-infotext.ts.
import { writeInfotext } from '../infotext'
import type { ModelManifest } from '../manifest'
import { scheduleLabels } from '../schedule/labels'
import { isPublished } from '../schedule/published-names'
import { chooseMethod } from './choose-method'
import { joinNames } from './field-texts'
import { fieldOf } from './fields'
import type { FieldId } from './fields'
import { valueIn } from './form-values'
import type { PictureRequest } from './picture-request'

/** The infotext of a request: A1111's labels, the schedule that really ran, no option that this sampler does not have. */
export function infotextOf(request: PictureRequest, manifest: Pick<ModelManifest, 'name' | 'defaults'>): string {
  const { meta, schedule } = chooseMethod(request.sampling, manifest)
  const labels: Partial<Record<FieldId, string>> = {
    sampler: meta.name,
    // Of the model's own schedules only its automatic one has a name in A1111.
    schedule: isPublished(schedule) ? (schedule === manifest.defaults.schedule ? 'Automatic' : schedule) : scheduleLabels[schedule],
    model: manifest.name,
    // A1111 names the RNG unless it is the GPU's own, which cannot be had here.
    rng: request.seed.rng === 'cpu' ? 'CPU' : 'NV',
  }
  const fields = joinNames('infotext', (id) => {
    const value = valueIn(request, id)
    const field = fieldOf(id)
    const off = field.kind === 'number' && field.optional && value === field.off && (id !== 'projectionEta' && id !== 'intervalLow')
    const unused = field.kind === 'number' && ((field.ofSampler && !meta.options.some((option) => option === id)) || (field.ofReseeding && !meta.usesEnsd))
    return value === undefined || off || unused ? null : (labels[id] ?? String(value))
  })
  const named = fields.filter(([name]) => name !== 'Prompt' && name !== 'Negative prompt').map(([name, value]) => [name === 'Eta' && meta.name.startsWith('DDIM') ? 'Eta DDIM' : name, value] as const)
  return writeInfotext({ prompt: request.prompt.positive, negative: request.prompt.negative, fields: [...named, ['Version', 'Darkroom']] })
}
