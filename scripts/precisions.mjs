// Which precisions lie in a model's folder: the names tools/export.py gives its graphs, and what each graph reads.
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** @import { ModelGraph, ModelGraphs, ModelPrecision } from '../src/core/manifest' */

/**
 * In order of preference. `unet` where it differs from the other parts; q4 has only a UNet of its own.
 * @type {{ id: string, half?: boolean, graphs: string, unet?: string, xray: string }[]}
 */
const known = [
  { id: 'q8f16', half: true, graphs: 'model_q8f16', xray: 'model_q8_xray' },
  { id: 'q8', graphs: 'model_q8', xray: 'model_q8_xray' },
  { id: 'fp16', half: true, graphs: 'model_fp16', xray: 'model_xray' },
  { id: 'fp32', graphs: 'model', xray: 'model_xray' },
  { id: 'q4', graphs: 'model_q8', unet: 'model_q4', xray: 'model_q8_xray' },
]

/** Graphs that compute the same weights in another way share one file of them. @param {string} name */
const weightsOf = (name) => `${/^model_q\d/.exec(name)?.[0] ?? 'model'}.onnx_data`

/**
 * The precisions all of whose graphs are in `folder`, with what was measured of them.
 * @param {string} folder
 * @param {Record<string, { psnr?: number }> | { precisions: Record<string, { psnr?: number }> } | null} measured
 * @returns {ModelPrecision[]}
 */
export function precisionsIn(folder, measured) {
  /** @type {Record<string, { psnr?: number }>} */
  const facts = measured && 'precisions' in measured ? Object(measured.precisions) : (measured ?? {})
  return known.flatMap(({ id, half, graphs: name, unet: unetName = name, xray }) => {
    const [textEncoder, unet, vaeDecoder] = [graphIn(folder, 'text_encoder', name), graphIn(folder, 'unet', unetName), graphIn(folder, 'vae_decoder', name)]
    if (!textEncoder || !unet || !vaeDecoder) return []
    const xrayUnet = graphIn(folder, 'unet', xray)
    const instantUnet = graphIn(folder, 'unet_instant', 'model_q8')
    /** @type {ModelGraphs} */
    const graphs = { textEncoder, unet, vaeDecoder, ...(xrayUnet && { xrayUnet }), ...(instantUnet && { instantUnet }) }
    const psnr = facts[id]?.psnr
    return [{ id, ...(half && { requires: /** @type {['shader-f16']} */ (['shader-f16']) }), graphs, ...(psnr && { psnr }) }]
  })
}

/** Every file they name, in order. @param {ModelPrecision[]} precisions */
export function pathsOf(precisions) {
  /** @type {(keyof ModelGraphs)[]} */
  const parts = ['textEncoder', 'unet', 'vaeDecoder', 'xrayUnet', 'instantUnet']
  return parts.flatMap((part) => precisions.flatMap(({ graphs: { [part]: graph } }) => (graph ? [graph.graph, ...Object.values(graph.externalData)] : [])))
}

/** @param {string} folder @param {string} part @param {string} name @returns {ModelGraph | null} */
function graphIn(folder, part, name) {
  const data = weightsOf(name)
  const there = [`${name}.onnx`, data].every((file) => existsSync(join(folder, part, file)))
  return there ? { graph: `${part}/${name}.onnx`, externalData: { [data]: `${part}/${data}` } } : null
}
