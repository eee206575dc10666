// Has the engine judge a model that is in view, and again when its files or the wishes have changed.
import { useEffect } from 'preact/hooks'
import type { MemoryFit } from '../../../state/load-choice'
import type { LibraryEntry } from '../../../state/models'
import { useApp } from '../../shared/context'

/** Null until it is known, and where nothing can be said. */
export function useFit(entry: LibraryEntry): MemoryFit | null {
  const { downloads, preferences } = useApp()
  const { id } = entry.manifest
  // Every refresh of the library brings a new entry.
  useEffect(() => void downloads.judge(id), [entry, preferences.memory.value, preferences.precision.value])
  return downloads.fits.value.get(id) ?? null
}
