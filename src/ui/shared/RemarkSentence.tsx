// The sentence that a remark on a typed number stands for. A chunk of its own: most visits never need it.
import { sayRemark } from '../../core/request/typed-number'
import type { NumberRemark } from '../../core/request/typed-number'
import { requestWords } from '../../core/request/words'
import { useWords } from './context'

export function RemarkSentence({ remark }: { remark: NumberRemark }) {
  return <>{sayRemark(remark, useWords(requestWords))}</>
}
