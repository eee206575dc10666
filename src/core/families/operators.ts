// Operators that the runtime does not run in a browser, found before anything is downloaded. From sessions that were created
// (onnxruntime-web 1.30): what is not named here either runs or fails with the runtime's own words.
import type { GraphFacts } from './graph-facts'

/** Neither a GPU kernel nor one for the processor. What onnxruntime's optimizer makes of a model for CUDA is full of them. */
const nowhere = ['NhwcConv', 'GroupNorm', 'SkipGroupNorm', 'PackedAttention', 'PackedMultiHeadAttention', 'GemmFastGelu', 'RemovePadding', 'RestorePadding'].map((name) => `com.microsoft.${name}`)
/** A GPU kernel only, and that one does not compile for halves. */
const singleOnGpu = 'com.microsoft.BiasSplitGelu'
/** A GPU kernel only. */
const gpuOnly = ['com.microsoft.BiasAdd', singleOnGpu]
/** Whole-number arithmetic: kernels for the processor only, whatever the model runs on. */
const processorOnly = ['MatMulInteger', 'ConvInteger', 'QLinearConv', 'QLinearMatMul', 'com.microsoft.DynamicQuantizeMatMul', 'com.microsoft.QLinearAdd']
/** Domains whose operators exist in other builds of the runtime. */
const foreign = /^(com\.microsoft\.(nchwc|dml|experimental)|com\.ms\.internal\.nhwc|com\.nvidia|trt\.plugins|ai\.onnx\.contrib|org\.pytorch\.\w+)\./

/** Those that no browser runs. */
export function impossibleOperators({ operators, packedAttentions, half }: GraphFacts): string[] {
  const names = [...operators.keys()]
  const known = names.filter((name) => nowhere.includes(name) || (half && name === singleOnGpu)).map(plainName)
  return [...known, ...names.filter((name) => foreign.test(name)), ...(packedAttentions > 0 ? ['MultiHeadAttention (packed QKV)'] : [])]
}

/** Those that need WebGPU. */
export function gpuOperators({ operators }: GraphFacts): string[] {
  return gpuOnly.filter((name) => operators.has(name)).map(plainName)
}

/** Those that leave the GPU idle. */
export function processorOperators({ operators }: GraphFacts): string[] {
  return processorOnly.filter((name) => operators.has(name)).map(plainName)
}

const plainName = (name: string): string => name.slice(name.lastIndexOf('.') + 1)
