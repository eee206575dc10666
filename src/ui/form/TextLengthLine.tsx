// How many tokens a text of the form has, once a picture was made of it, and what of it the model did not read.
import { useApp, useWords } from '../shared/context'
import { formWords } from './words'

/** `keepsPlace`: an empty line while there is nothing to say. The answer comes while a picture starts, and must not move Generate then. */
export function TextLengthLine({ text, keepsPlace = false }: { text: string; keepsPlace?: boolean }) {
  const { form, textLengths } = useApp()
  const words = useWords(formWords)
  const length = textLengths.of(form.values.value.model, text)
  const cut = length && length.tokens > length.most
  if (!length?.tokens) return keepsPlace ? <p class="help" role="status">{'\u00A0'}</p> : null
  return <p class={cut ? 'remark' : 'help'} role="status">{cut ? words.textCut(length.tokens, length.most, text.slice(length.read)) : words.tokens(length.tokens, length.most)}</p>
}
