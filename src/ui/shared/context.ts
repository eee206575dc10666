// What every component reads: the studio, the preferences and the words in the chosen language.
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Preferences } from '../../state/preferences'
import type { Studio } from '../../state/studio'
import type { Updates } from '../../state/updates'
import { en } from '../text/en'
import type { Dictionary } from '../text/en'
import { zh } from '../text/zh'

export interface Room {
  studio: Studio
  preferences: Preferences
  updates: Updates
}

export const RoomContext = createContext<Room | null>(null)

export function useRoom(): Room {
  const room = useContext(RoomContext)
  if (!room) throw new Error('RoomContext is missing')
  return room
}

export function useStudio(): Studio {
  return useRoom().studio
}

/** Reads the language signal, so the component is drawn anew when it changes. */
export function useText(): Dictionary {
  return useRoom().preferences.language.value === 'zh' ? zh : en
}

/** Words that one part of the page keeps in a file of their own. */
export function useWords<T>(words: { en: T; zh: T }): T {
  return words[useRoom().preferences.language.value]
}
