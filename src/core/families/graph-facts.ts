// What an ONNX file says of itself, as far as it decides how a model is run. Read without its weights (workers/library).

export interface TensorFact {
  name: string
  /** Such as float32, float16, int64. */
  type: string
  /** A number, or the name of a size that is free. */
  shape: readonly (number | string)[]
}

export interface GraphFacts {
  inputs: TensorFact[]
  outputs: TensorFact[]
  /** Every operator the graph uses, and how often. */
  operators: ReadonlyMap<string, number>
  /** Convolutions that halve the picture: how often a UNet goes down. */
  halvings: number
  /** `location` of each external-data file, as written. */
  externalFiles: string[]
  /** Whether it computes in half precision anywhere. */
  half: boolean
}

export function input({ inputs }: GraphFacts, name: string): TensorFact | undefined {
  return inputs.find((tensor) => tensor.name === name)
}

/** The size at `axis`, where the export fixed it. */
export function fixedSize(tensor: TensorFact | undefined, axis: number): number | undefined {
  const size = tensor?.shape.at(axis)
  return typeof size === 'number' && size > 0 ? size : undefined
}
