// RGBA bytes → a PNG file that carries the settings it was made with (A1111's `parameters` chunk).
import { writeInfotext } from '../../src/core/infotext'
import type { ModelManifest } from '../../src/core/manifest'
import { withPngText } from '../../src/core/png'
import { scheduleLabels } from '../../src/core/schedule/labels'
import { isPublished } from '../../src/core/schedule/published'
import type { GenerateRequest } from '../../src/protocol/engine-api'
import { chooseMethod } from './plan'

export async function encodePng(rgba: Uint8ClampedArray<ArrayBuffer>, width: number, height: number, infotext: string): Promise<Blob> {
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d', { alpha: false })
  if (!context) throw new Error('no 2D context')
  context.putImageData(new ImageData(rgba, width, height), 0, 0)
  const plain = await canvas.convertToBlob({ type: 'image/png' })
  const bytes = withPngText(new Uint8Array(await plain.arrayBuffer()), 'parameters', infotext)
  return new Blob([bytes], { type: 'image/png' })
}

/** The infotext of a request: A1111's labels, the schedule that really ran, no option that this sampler does not have. */
export function describe(request: GenerateRequest, manifest: ModelManifest): string {
  const { sampler, schedule } = chooseMethod(request, manifest)
  const { samplerOptions = {}, ensd, ...rest } = request
  const used = Object.entries(samplerOptions).filter(([name]) => (sampler.meta.options as readonly string[]).includes(name))
  return writeInfotext({
    ...rest,
    sampler: sampler.meta.name,
    // Of the model's own schedules only its automatic one has a name in A1111.
    schedule: isPublished(schedule) ? (schedule === manifest.defaults.schedule ? 'Automatic' : schedule) : scheduleLabels[schedule],
    model: manifest.name,
    samplerOptions: Object.fromEntries(used),
    ...(sampler.meta.usesEnsd && ensd && { ensd }),
  })
}
