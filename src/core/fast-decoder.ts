// A decoder that stands alone (TAESD, 5 MB) in the place of a model's own (99 MB and far more memory while it runs): the same
// model with another last part. Its files keep their own addresses, and the model's stay listed, so that a stored one is not lost.
import { hubBase } from './hub'
import type { DecoderManifest, ModelFile, ModelManifest } from './manifest'

/** Whether the decoder reads the latents that the model makes. */
export function decoderFits({ family, latent }: ModelManifest, decoder: DecoderManifest): boolean {
  if (!family?.startsWith('Stable Diffusion') || latent.channels !== 4 || latent.factor !== 8) return false
  return decoder.latents === (family.startsWith('Stable Diffusion XL') ? 'sdxl' : 'sd')
}

/** The model with this decoder in every precision; `hub` is where the decoder's own files are asked from. */
export function withDecoder(manifest: ModelManifest, decoder: DecoderManifest, hub: string): ModelManifest {
  const place = (path: string) => `${decoder.id}/${path}`
  const base = decoder.source ? hubBase(hub, decoder.source) : decoder.baseUrl
  const files = decoder.files.map((file): ModelFile => ({ ...file, path: place(file.path), url: file.url ?? base + encodeURI(file.path) }))
  const { graph, externalData, session } = decoder.graph
  const vaeDecoder = {
    graph: place(graph),
    externalData: Object.fromEntries(Object.entries(externalData).map(([location, path]) => [location, place(path)])),
    ...(session && { session }),
  }
  const { channels, factor, rgbFactors, rgbBias } = manifest.latent
  return {
    ...manifest,
    files: [...manifest.files, ...files],
    precisions: manifest.precisions.map((precision) => ({ ...precision, graphs: { ...precision.graphs, vaeDecoder } })),
    latent: { channels, factor, rgbFactors, rgbBias, ...decoder.latent },
  }
}
