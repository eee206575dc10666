// One CLIP text model: token ids → what its outputs say of them. [1,77] → [77,width] and, for SDXL's second one, a vector.
// The outputs come to the CPU: they are small, asked for once a prompt, and may have been made on another device.
import type { GraphFiles, OrtContext } from '../ort/session'
import { openGraph } from '../ort/session'
import { fixedRows, floatsOf, odd, smallTensor } from './graph-io'

export interface EncodedText {
  /** [tokens][width] */
  states: Float32Array
  pooled: Float32Array | null
}

export interface TextEncoder {
  encode(ids: Int32Array): Promise<EncodedText>
  release(): Promise<void>
}

/** Reads the outputs of these names. */
export async function openTextEncoder(context: OrtContext, files: GraphFiles, statesOutput: string, pooledOutput: string | null): Promise<TextEncoder> {
  const wanted = pooledOutput === null ? [statesOutput] : [statesOutput, pooledOutput]
  const session = await openGraph(context, files, { inputs: ['input_ids'], outputs: wanted })
  return {
    async encode(ids) {
      const feeds = Object.fromEntries(session.inputs.map((input) => {
        const rows = fixedRows(input, 1)
        // A batch of a fixed size is filled with the same text.
        const fill = (row: number[]) => smallTensor(context.ort, input, Array.from({ length: rows }, () => row).flat(), [rows, ids.length])
        if (input.name === 'input_ids') return [input.name, fill([...ids])]
        if (input.name === 'attention_mask') return [input.name, fill(Array<number>(ids.length).fill(1))]
        throw odd(input.name, `an input of ${files.name}`)
      }))
      const read = await session.run(feeds, {}, wanted)
      const firstRow = (name: string) => {
        const tensor = read[name]!
        const all = floatsOf(tensor)
        return all.slice(0, all.length / (tensor.dims[0] ?? 1))
      }
      return { states: firstRow(statesOutput), pooled: pooledOutput === null ? null : firstRow(pooledOutput) }
    },
    release: () => session.release(),
  }
}
