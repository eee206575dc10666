// New pieces of a graph: constants, attributes and typed inputs, for transforms that compute something of their own.
import { bytesField, integerField, messageField, textField } from './fields'
import type { Field, Message } from './fields'
import { makeNode } from './graph'
import { ATTRIBUTE, DIMENSION, GRAPH, NODE, SHAPE, TENSOR, TENSOR_TYPE, TYPE, TYPES, VALUE } from './schema'

/** AttributeProto.AttributeType */
const attributeTypes = { int: 2, ints: 7 } as const

export const intsConstant = (name: string, values: readonly number[]): Field =>
  constant(name, TYPES.int64, [values.length], new Uint8Array(BigInt64Array.from(values, BigInt).buffer))

export const floatConstant = (name: string, value: number): Field => constant(name, TYPES.float, [1], new Uint8Array(Float32Array.of(value).buffer))

function constant(name: string, type: number, dims: number[], data: Uint8Array<ArrayBuffer>): Field {
  return messageField(GRAPH.initializer, [
    ...dims.map((size) => integerField(TENSOR.dims, size)),
    integerField(TENSOR.dataType, type),
    textField(TENSOR.name, name),
    bytesField(TENSOR.rawData, data),
  ])
}

/** A node with whole-number attributes: one number, or a list of them. */
export function makeNodeWith(op: string, name: string, inputs: string[], outputs: string[], attributes: Record<string, number | readonly number[]> = {}): Message {
  return [...makeNode(op, name, inputs, outputs), ...Object.entries(attributes).map(([key, value]) => messageField(NODE.attribute, attribute(key, value)))]
}

function attribute(name: string, value: number | readonly number[]): Message {
  const content = typeof value === 'number' ? [integerField(ATTRIBUTE.i, value)] : value.map((one) => integerField(ATTRIBUTE.ints, one))
  return [textField(ATTRIBUTE.name, name), ...content, integerField(ATTRIBUTE.type, typeof value === 'number' ? attributeTypes.int : attributeTypes.ints)]
}

/** ValueInfoProto of a tensor; a size is a number or the name of one that is free. */
export function typedValue(name: string, elementType: number, sizes: readonly (number | string)[]): Message {
  const dims = sizes.map((size) => messageField(SHAPE.dim, [typeof size === 'number' ? integerField(DIMENSION.value, size) : textField(DIMENSION.name, size)]))
  const tensor = [integerField(TENSOR_TYPE.elementType, elementType), messageField(TENSOR_TYPE.shape, dims)]
  return [textField(VALUE.name, name), messageField(VALUE.type, [messageField(TYPE.tensor, tensor)])]
}
