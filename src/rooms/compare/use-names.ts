// What it takes to name an axis and its values: the words in the chosen language and the lists that the page offers.
import type { App } from '../../state/app'
import type { AxisKind } from '../../state/compare-plan'
import { formWords } from '../../ui/form/words'
import { useApp, useWords } from '../../ui/shared/context'
import { sharedWords } from '../../ui/shared/words'
import type { SharedWords } from '../../ui/shared/words'
import { compareWords } from './words'
import type { CompareWords } from './words'

export interface Names {
  app: App
  words: CompareWords
  shared: SharedWords
  /** What an axis varies. */
  kind(kind: AxisKind): string
}

export function useNames(): Names {
  const app = useApp()
  const words = useWords(compareWords)
  const shared = useWords(sharedWords)
  const { fields } = useWords(formWords)
  return { app, words, shared, kind: (kind) => (kind === 'replace' ? words.replaceWords : fields[kind]) }
}
