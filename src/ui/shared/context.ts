// What every component reads: the page's state, and the words in the chosen language.
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { App } from '../../state/app'

export const AppContext = createContext<App | null>(null)

export function useApp(): App {
  const app = useContext(AppContext)
  if (!app) throw new Error('AppContext is missing')
  return app
}

/** The words of a words.ts. Reads the language signal, so the component is drawn anew when it changes. */
export function useWords<T>(words: { en: T; zh: T }): T {
  return words[useApp().preferences.language.value]
}
