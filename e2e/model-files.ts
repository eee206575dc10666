// What the shipped manifest says, for specs that must know which files a browser will fetch.
import manifestFile from '../models.manifest.json' with { type: 'json' }
import { checkManifest } from '../src/core/manifest-check'
import { choosePrecision } from '../src/core/precision'

export const manifest = checkManifest(manifestFile).models[0]!
/** What every machine without WebGPU loads. */
export const onWasm = choosePrecision(manifest, { backend: 'wasm', shaderF16: false }, null)!.precision
/** The largest file it needs. */
export const unetWeights = Object.values(onWasm.graphs.unet.externalData)[0]!
