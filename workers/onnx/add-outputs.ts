// Makes inner tensors outputs of the graph.
import type { Change } from './change'
import { messageField, messages, child, text } from './fields'
import type { Field, Message } from './fields'
import { graphOf, indexGraph, makeNode, makeValue, outputsOf, renamed, withGraph } from './graph'
import { GRAPH, VALUE } from './schema'

export interface OutputWish {
  /** A tensor, or a node whose first output is meant. */
  from: { tensor: string } | { node: string }
  as: string
}

/** Places: outputs added. A wish for what the graph does not have, or already gives out under that name, adds none. */
export function addOutputs(model: Message, wishes: readonly OutputWish[]): Change {
  if (wishes.length === 0) return { model, places: 0 }
  const graph = graphOf(model)
  const index = indexGraph(graph)
  const types = new Map([GRAPH.valueInfo, GRAPH.output, GRAPH.input].flatMap((id) => messages(graph, id)).map((value) => [text(value, VALUE.name), child(value, VALUE.type)]))
  const names = new Map<string, string>()
  const taken = new Set(index.outputs)
  const added: Field[] = []
  for (const { from, as } of wishes) {
    const tensor = 'tensor' in from ? from.tensor : outputsOf(index.named.get(from.node) ?? [])[0]
    const known = tensor !== undefined && (index.maker.has(tensor) || index.inputs.has(tensor) || index.initializers.has(tensor))
    if (!known || taken.has(as)) continue
    taken.add(as)
    // A tensor that has a name in the outside world keeps it, and so does one that is wished for twice.
    const fixed = index.inputs.has(tensor) || index.outputs.has(tensor) || index.initializers.has(tensor) || names.has(tensor)
    if (fixed) added.push(messageField(GRAPH.node, makeNode('Identity', `output/${as}`, [names.get(tensor) ?? tensor], [as])))
    else names.set(tensor, as)
    added.push(messageField(GRAPH.output, makeValue(as, types.get(tensor))))
  }
  if (added.length === 0) return { model, places: 0 }
  const outputs = added.filter(({ id }) => id === GRAPH.output)
  return { model: withGraph(model, inserted(renamed(graph, names), added)), places: outputs.length }
}

/** Behind the last field of the same number: nodes stand in the order in which they can run. */
function inserted(graph: Message, fields: readonly Field[]): Message {
  return fields.reduce<Message>((result, field) => {
    const at = result.findLastIndex(({ id }) => id === field.id) + 1
    return [...result.slice(0, at), field, ...result.slice(at)]
  }, graph)
}
