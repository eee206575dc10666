// Makes single precision of double. Half-precision exports of opset 14 and below spell LayerNormalization out and work out its
// variance in doubles; the WebGPU builds of the runtime have no kernels for those, not even on the CPU, and refuse the model.
// Every double goes, not only the norms': one that stays makes the session fail just as well.
import type { Change } from './change'
import { child, integer, integerField, mapMessages, messageField, messages, text, withFields } from './fields'
import type { Field, Message } from './fields'
import { graphOf, opOf, withElementType, withGraph } from './graph'
import { ATTRIBUTE, GRAPH, NODE, TYPES } from './schema'
import { asFloat, typeOf } from './tensor'
import type { ExternalFile } from './tensor'

/** Places: nodes, weights, inputs and outputs changed. */
export async function doubleToFloat(model: Message, files: readonly ExternalFile[]): Promise<Change> {
  const counter = { places: 0 }
  if (!hasDoubles(graphOf(model))) return { model, places: 0 }
  const graph = await floatGraph(graphOf(model), files, counter)
  return { model: withGraph(model, graph), places: counter.places }
}

const typedFields: ReadonlySet<number> = new Set([GRAPH.input, GRAPH.output, GRAPH.valueInfo])

/** Most graphs have none, and looking is far quicker than changing. */
function hasDoubles(graph: Message): boolean {
  return graph.some((field) => {
    if (field.kind !== 'message') return false
    const { id, message } = field
    if (id === GRAPH.node) return message.some((inner) => inner.id === NODE.attribute && inner.kind === 'message' && isDouble(message, inner.message))
    if (id === GRAPH.initializer) return typeOf(message) === TYPES.double
    return typedFields.has(id) && withElementType(message, TYPES.double, TYPES.float) !== message
  })
}

function isDouble(node: Message, attribute: Message): boolean {
  return attribute.some((field) => {
    if (field.kind === 'varint') return field.id === ATTRIBUTE.i && field.value === BigInt(TYPES.double) && namesType(node, attribute)
    if (field.kind !== 'message') return false
    return field.id === ATTRIBUTE.t ? typeOf(field.message) === TYPES.double : field.id === ATTRIBUTE.g && hasDoubles(field.message)
  })
}

async function floatGraph(graph: Message, files: readonly ExternalFile[], counter: { places: number }): Promise<Message> {
  let result = await mapFields(graph, GRAPH.node, (node) => floatNode(node, files, counter))
  result = await mapFields(result, GRAPH.initializer, async (tensor) => {
    if (typeOf(tensor) !== TYPES.double) return tensor
    counter.places += 1
    return asFloat(tensor, files)
  })
  for (const id of [GRAPH.input, GRAPH.output, GRAPH.valueInfo]) {
    result = mapMessages(result, id, (value) => {
      const changed = withElementType(value, TYPES.double, TYPES.float)
      if (changed !== value && id !== GRAPH.valueInfo) counter.places += 1
      return changed
    })
  }
  return result
}

async function floatNode(node: Message, files: readonly ExternalFile[], counter: { places: number }): Promise<Message> {
  const changed = await mapFields(node, NODE.attribute, async (attribute) => {
    const tensor = child(attribute, ATTRIBUTE.t)
    if (tensor && typeOf(tensor) === TYPES.double) return withFields(attribute, ATTRIBUTE.t, [messageField(ATTRIBUTE.t, await asFloat(tensor, files))])
    if (namesType(node, attribute) && integer(attribute, ATTRIBUTE.i) === TYPES.double) return withFields(attribute, ATTRIBUTE.i, [integerField(ATTRIBUTE.i, TYPES.float)])
    return attribute
  })
  if (changed !== node) counter.places += 1
  if (!messages(node, NODE.attribute).some((attribute) => child(attribute, ATTRIBUTE.g))) return changed
  return mapFields(changed, NODE.attribute, (attribute) => mapFields(attribute, ATTRIBUTE.g, (inner) => floatGraph(inner, files, counter)))
}

function namesType(node: Message, attribute: Message): boolean {
  const name = text(attribute, ATTRIBUTE.name)
  return name === 'dtype' || (name === 'to' && opOf(node) === 'Cast')
}

/** mapMessages for changes that wait for data. */
async function mapFields(message: Message, id: number, change: (inner: Message) => Promise<Message>): Promise<Message> {
  let changed = false
  const fields: Field[] = []
  for (const field of message) {
    const inner = field.id === id && field.kind === 'message' ? await change(field.message) : null
    if (inner && field.kind === 'message' && inner !== field.message) {
      changed = true
      fields.push({ ...field, message: inner })
    } else fields.push(field)
  }
  return changed ? fields : message
}
