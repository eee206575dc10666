// How long the texts of the pictures made here were for their models, as the engine said: the page has no tokenizer of its own.
import { signal } from '@preact/signals'
import { wellFormed } from '../core/request/well-formed'
import type { JobEvent, TextLength } from '../protocol/events'

export interface TextLengths {
  /** Of a text as the form holds it; undefined until a picture was made of it. */
  of(model: string, text: string): TextLength | undefined
  heard(event: JobEvent, model: string): void
}

const maxKept = 100
const keyOf = (model: string, text: string) => `${model} ${text}`

export function createTextLengths(): TextLengths {
  const known = signal<ReadonlyMap<string, TextLength>>(new Map())
  return {
    of: (model, text) => known.value.get(keyOf(model, wellFormed(text))),
    heard(event, model) {
      if (event.type !== 'encoding') return
      const said = event.texts.map((length) => [keyOf(model, length.text), length] as const)
      known.value = new Map([...known.peek(), ...said].slice(-maxKept))
    },
  }
}
