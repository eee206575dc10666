// The page: header, form, picture, and the cards beside it.
import { useSignalEffect } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { ContactSheet } from './ContactSheet'
import { RoomContext } from './context'
import type { Room } from './context'
import { Header } from './Header'
import { LiveRegion } from './LiveRegion'
import { ModelCard } from './ModelCard'
import { PromptForm } from './PromptForm'
import { listenForShortcuts } from './shortcuts'
import { Stage } from './Stage'
import { UpdateNote } from './UpdateNote'
import './base.css'

export function App(room: Room) {
  const { studio, preferences } = room
  useEffect(() => listenForShortcuts(studio), [studio])
  useSignalEffect(() => {
    document.documentElement.lang = preferences.language.value
    document.documentElement.dataset['theme'] = preferences.theme.value
  })
  return (
    <RoomContext.Provider value={room}>
      <div class="page">
        <Header />
        <main class="room">
          <PromptForm />
          <Stage />
          <aside class="side">
            <ModelCard />
            <ContactSheet />
          </aside>
        </main>
        <UpdateNote />
        <LiveRegion />
      </div>
    </RoomContext.Provider>
  )
}
