// The page: header, form, picture, and the cards beside it.
import { useSignalEffect } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { ComparePlace } from '../ComparePlace'
import { ContactSheet } from '../pictures/ContactSheet'
import { RoomContext } from '../shared/context'
import type { Room } from '../shared/context'
import { Header } from './Header'
import { LibraryPlace } from '../LibraryPlace'
import { LiveRegion } from './LiveRegion'
import { ModelCard } from '../model/ModelCard'
import { PromptForm } from '../form/PromptForm'
import { listenForShortcuts } from '../shared/shortcuts'
import { Stage } from '../../rooms/studio/Stage'
import { UpdateNote } from './UpdateNote'
import './base.css'

export function App(room: Room) {
  const { studio, preferences } = room
  useEffect(() => listenForShortcuts(studio), [studio])
  const mode = studio.compare.mode.value
  useSignalEffect(() => {
    document.documentElement.lang = preferences.language.value
    document.documentElement.dataset['theme'] = preferences.theme.value
  })
  return (
    <RoomContext.Provider value={room}>
      <div class="page">
        <Header />
        <main class={`room ${mode}`}>
          <PromptForm />
          {/* Stays while it is not seen: the engine draws on its canvases, and the running cell is shown from there. */}
          <Stage />
          {mode === 'compare' && <ComparePlace />}
          <aside class="side">
            <ModelCard />
            <ContactSheet />
          </aside>
        </main>
        {studio.files.open.value && <LibraryPlace />}
        <UpdateNote />
        <LiveRegion />
      </div>
    </RoomContext.Provider>
  )
}
