// The parts of onnx.proto that we read: field numbers, and which fields hold messages that are taken apart. Everything else,
// the bodies of functions included, stays the bytes it was.

export const MODEL = { irVersion: 1, graph: 7, opset: 8, function: 25 } as const
export const OPSET = { domain: 1, version: 2 } as const
export const FUNCTION = { name: 1, domain: 10 } as const
export const GRAPH = { node: 1, initializer: 5, input: 11, output: 12, valueInfo: 13 } as const
export const NODE = { input: 1, output: 2, name: 3, opType: 4, attribute: 5, domain: 7 } as const
export const ATTRIBUTE = { name: 1, f: 2, i: 3, t: 5, g: 6, ints: 8, tensors: 10, graphs: 11, type: 20 } as const
export const TENSOR = {
  dims: 1,
  dataType: 2,
  floatData: 4,
  int32Data: 5,
  stringData: 6,
  int64Data: 7,
  name: 8,
  rawData: 9,
  doubleData: 10,
  uint64Data: 11,
  externalData: 13,
  dataLocation: 14,
} as const
export const ENTRY = { key: 1, value: 2 } as const
export const VALUE = { name: 1, type: 2 } as const
/** ValueInfo.type is a TypeProto, whose tensor type has the element type. */
export const TYPE = { tensor: 1 } as const
export const TENSOR_TYPE = { elementType: 1, shape: 2 } as const
/** TensorShapeProto and its Dimension: a number or a name. */
export const SHAPE = { dim: 1 } as const
export const DIMENSION = { value: 1, name: 2 } as const

/** TensorProto.DataType */
export const TYPES = { float: 1, int64: 7, string: 8, float16: 10, double: 11 } as const

/** By field number: the shape of the message under it. */
export interface Shape {
  readonly [id: number]: Shape
}

const tensor: Shape = { [TENSOR.externalData]: {} }
const value: Shape = { [VALUE.type]: { [TYPE.tensor]: { [TENSOR_TYPE.shape]: { [SHAPE.dim]: {} } } } }
const attribute: Record<number, Shape> = { [ATTRIBUTE.t]: tensor, [ATTRIBUTE.tensors]: tensor }
const graph: Shape = {
  [GRAPH.node]: { [NODE.attribute]: attribute },
  [GRAPH.initializer]: tensor,
  [GRAPH.input]: value,
  [GRAPH.output]: value,
  [GRAPH.valueInfo]: value,
}
// A node's attribute may hold a graph: the branches of an If.
attribute[ATTRIBUTE.g] = graph
attribute[ATTRIBUTE.graphs] = graph

export const modelShape: Shape = { [MODEL.graph]: graph, [MODEL.opset]: {}, [MODEL.function]: {} }
