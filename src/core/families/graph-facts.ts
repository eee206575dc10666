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
  /** Every operator the graph uses, and how often; those of another domain than ONNX's own with it: com.microsoft.Attention. */
  operators: ReadonlyMap<string, number>
  /** Attentions that read keys or values from the tensor of another. */
  packedAttentions: number
  /** Bits of a weight in most MatMulNBits, which pack them into bytes; 0 without any. */
  packedBits: number
  /** Convolutions that halve the picture: how often a UNet goes down. */
  halvings: number
  /** By `location` of each external-data file, as written: the bytes it must have for the weights in it. */
  externalFiles: ReadonlyMap<string, number>
  /** Bytes of weights by element type. */
  weights: ReadonlyMap<string, number>
  /** Rows of the largest table of weights; in a text encoder, that of its vocabulary. */
  rows: number
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

/** The element type that most of the weights have; that of the first input where there are none. */
export function weightType({ weights, inputs }: GraphFacts): string {
  const [most] = [...weights].toSorted((a, b) => b[1] - a[1])
  return most?.[0] ?? inputs[0]?.type ?? 'float32'
}
