// What an error says, in the chosen language. The sentences are a chunk of their own for each language, fetched when there is
// first an error to show: most visits never need them.
import { signal } from '@preact/signals'
import type { ErrorData } from '../../core/errors/engine-error'
import type { ErrorWords } from '../../core/errors/keys'
import { sayError } from '../../core/errors/say-error'
import type { Said } from '../../core/errors/say-error'
import { useApp, useWords } from './context'
import { sharedWords } from './words'

type Vocabulary = ErrorWords | 'not asked for' | 'coming' | 'lost'

const vocabularies = { en: signal<Vocabulary>('not asked for'), zh: signal<Vocabulary>('not asked for') }
const chunks = {
  en: () => import('../../core/errors/words.en').then(({ en }) => en),
  zh: () => import('../../core/errors/words.zh').then(({ zh }) => zh),
}

/** Says errors; null while the words are on their way, which takes a moment and only the first time. */
export function useSay(): (error: Pick<ErrorData, 'key' | 'params'>) => Said | null {
  const language = useApp().preferences.language.value
  const words = useWords(sharedWords)
  const vocabulary = vocabularies[language].value
  return (error) => {
    if (typeof vocabulary === 'object') return sayError(error, vocabulary)
    // Where not even the words can be fetched, as on a dead connection without a service worker, the key still tells.
    if (vocabulary === 'lost') return { message: words.wordless(error.key), remedy: words.wordlessRemedy }
    if (vocabulary === 'not asked for') fetchWords(language)
    return null
  }
}

function fetchWords(language: 'en' | 'zh'): void {
  const vocabulary = vocabularies[language]
  // After the component that asks has been drawn: a signal that changes meanwhile would draw it again within itself.
  queueMicrotask(() => {
    if (vocabulary.value !== 'not asked for') return
    vocabulary.value = 'coming'
    chunks[language]().then((sentences) => { vocabulary.value = sentences }, () => { vocabulary.value = 'lost' })
  })
}
