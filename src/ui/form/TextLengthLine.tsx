// How many tokens a text of the form has, once a picture was made of it, and what of it the model did not read.
import { useApp, useWords } from '../shared/context'
import { formWords } from './words'

export function TextLengthLine({ text }: { text: string }) {
  const { form, textLengths } = useApp()
  const words = useWords(formWords)
  const length = textLengths.of(form.values.value.model, text)
  const cut = length && length.tokens > length.most
  if (!length?.tokens) return null
  return <p class={cut ? 'remark' : 'help'} role="status">{cut ? words.textCut(length.tokens, length.most, text.slice(length.read)) : words.tokens(length.tokens, length.most)}</p>
}
