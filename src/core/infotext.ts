// The settings of a picture as AUTOMATIC1111 writes them under it (modules/infotext_utils.py, version 1.10.1):
// prompt, negative prompt, then one comma-separated line of `Name: value`.

/** What makes a picture again. Names are ours; infotext's are A1111's. */
export interface PictureSettings {
  prompt: string
  negativePrompt: string
  steps: number
  /** A1111 label, e.g. "DPM++ 2M". */
  sampler: string
  /** A1111 label, e.g. "Karras"; "Automatic" when the sampler's own. */
  schedule: string
  guidance: number
  seed: number
  width: number
  height: number
  model: string
  rng: 'cpu' | 'nv'
  /** Only those that the sampler uses: A1111 writes no others. */
  samplerOptions?: { eta?: number; sChurn?: number; sTmin?: number; sTmax?: number; sNoise?: number }
  variation?: { seed: number; strength: number }
  seedSize?: { width: number; height: number }
  ensd?: number
  guidanceOptions?: {
    rescale?: number
    interval?: { low: number; high: number }
    skipUncondBelow?: number
    projection?: { eta: number; maxNorm: number }
  }
}

/** The infotext, fields in A1111's order; what is not set is not written. */
export function writeInfotext(settings: PictureSettings): string {
  const { variation, seedSize, samplerOptions: { eta, sChurn, sTmin, sTmax, sNoise } = {} } = settings
  const { rescale, interval, skipUncondBelow, projection } = settings.guidanceOptions ?? {}
  const fields: [string, string | number | undefined][] = [
    ['Steps', settings.steps],
    ['Sampler', settings.sampler],
    ['Schedule type', settings.schedule],
    ['CFG scale', settings.guidance],
    ['Seed', settings.seed],
    ['Size', `${settings.width}x${settings.height}`],
    ['Model', settings.model],
    ['Variation seed', variation?.seed],
    ['Variation seed strength', variation?.strength],
    ['Seed resize from', seedSize && `${seedSize.width}x${seedSize.height}`],
    ['ENSD', settings.ensd],
    // A1111 names the RNG unless it is the GPU's own, which cannot be had here.
    ['RNG', settings.rng === 'cpu' ? 'CPU' : 'NV'],
    [settings.sampler.startsWith('DDIM') ? 'Eta DDIM' : 'Eta', eta],
    ['Sigma churn', sChurn],
    ['Sigma tmin', sTmin],
    ['Sigma tmax', sTmax],
    ['Sigma noise', sNoise],
    // "Negative guidance minimum sigma", A1111's s_min_uncond.
    ['NGMS', skipUncondBelow],
    // A1111 has no names for these.
    ['Guidance rescale', rescale],
    ['Guidance interval', interval && `${interval.low}-${interval.high}`],
    ['Guidance projection', projection?.eta],
    ['Guidance max norm', projection && projection.maxNorm > 0 ? projection.maxNorm : undefined],
    ['Version', 'Darkroom'],
  ]
  const written = fields.flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${quote(String(value))}`]))
  const negative = settings.negativePrompt ? `\nNegative prompt: ${settings.negativePrompt}` : ''
  return `${settings.prompt}${negative}\n${written.join(', ')}`
}

function quote(value: string): string {
  return /[,\n:]/.test(value) ? JSON.stringify(value) : value
}

const field = /\s*(\w[\w \-/]+):\s*("(?:\\.|[^\\"])+"|[^,]*)(?:,|$)/g

/** Infotext of A1111 or Darkroom → fields by A1111's names, plus `Prompt` and `Negative prompt`; values stay strings. */
export function readInfotext(infotext: string): Record<string, string> {
  const lines = infotext.trim().split('\n')
  const last = lines.at(-1) ?? ''
  const found = [...last.matchAll(field)]
  // A1111's own test for "this line is the settings": at least three fields.
  const hasSettings = found.length >= 3
  const text = hasSettings ? lines.slice(0, -1) : lines
  const negativeAt = text.findIndex((line) => line.startsWith('Negative prompt:'))
  const prompt = negativeAt < 0 ? text : text.slice(0, negativeAt)
  const negative = negativeAt < 0 ? [] : text.slice(negativeAt)
  const fields: Record<string, string> = {
    Prompt: prompt.join('\n').trim(),
    'Negative prompt': negative.join('\n').slice('Negative prompt:'.length).trim(),
  }
  if (hasSettings) for (const [, name, value] of found) fields[name!] = unquote(value!)
  return fields
}

function unquote(value: string): string {
  if (!value.startsWith('"')) return value.trim()
  try {
    return String(JSON.parse(value))
  } catch {
    return value // a quote that belongs to the value
  }
}
