// What was found in a folder, as the manifest of a model: whose it is, where it lies, what it is called.
import type { FamilyFacts } from '../../src/core/families/family'
import { asksNothing, licenceName } from '../../src/core/licences'
import type { ModelFile, ModelManifest, ModelPrecision } from '../../src/core/manifest'
import type { ModelFolder } from './model-folder'

export function manifestOf({ name, place }: ModelFolder, licence: { name: string; url: string | null } | null, family: string, facts: Omit<FamilyFacts, 'family'>, precisions: ModelPrecision[], files: ModelFile[]): ModelManifest {
  const side = `${facts.size.width}×${facts.size.height}`
  const from = place ? { en: `from ${place.source?.repo ?? place.baseUrl}`, zh: `来自 ${place.source?.repo ?? place.baseUrl}` } : { en: 'from a folder of yours', zh: '来自您的文件夹' }
  return {
    id: idOf(name),
    name,
    description: { en: `${family}, ${side}, ${from.en}`, zh: `${family}，${side}，${from.zh}` },
    family,
    licence: licenceName(licence?.name ?? 'unknown'),
    ...(licence?.url && { licenceUrl: licence.url }),
    ...(place && !asksNothing(licence?.name ?? 'unknown') && { acceptLicence: true as const }),
    baseUrl: place?.baseUrl ?? '',
    ...(place?.source && { source: place.source }),
    files, precisions,
    ...facts,
    examples: { en: [], zh: [] },
  }
}

export function idOf(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9._-]+/g, '-').replaceAll(/^[^a-z0-9]+|[^a-z0-9]+$/g, '') || 'model'
}
