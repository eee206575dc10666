// The page: the header, the room the visitor is in, and what every room shares.
import { useComputed, useSignalEffect } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { StudioRoom } from '../../rooms/studio/Room'
import type { App } from '../../state/app'
import { useEngineCanvases } from '../shared/canvases'
import { AppContext } from '../shared/context'
import { lazyPart } from '../shared/lazy-part'
import { listenForShortcuts } from '../shared/shortcuts'
import { listenForDrops } from './drops'
import { Header } from './Header'
import { lazyRoom } from './lazy-room'
import { LiveRegion } from './LiveRegion'
import { UpdateNote } from './UpdateNote'
import './base.css'

const CompareRoom = lazyRoom(async (app) => {
  const [{ CompareRoom: Room }] = await Promise.all([import('../../rooms/compare/Room'), app.compare.open()])
  return Room
})
// Most browsers never see it.
const RememberedNote = lazyPart(async () => (await import('../remembered/RememberedNote')).RememberedNote)
const ModelsRoom = lazyRoom(async () => (await import('../../rooms/models/Room')).ModelsRoom)

/** A room's component; it stands in `main` of the page. The first is there at once, the others when they are first entered. */
const rooms = { studio: StudioRoom, compare: CompareRoom, models: ModelsRoom }

export function House({ app }: { app: App }) {
  const { place, preferences, models } = app
  const leftOut = useComputed(() => preferences.dropped.value.length + (models.storage.value?.unreadable.length ?? 0) > 0)
  const room = place.room.value
  useEngineCanvases(app)
  useEffect(() => listenForShortcuts(app), [app])
  useEffect(() => listenForDrops(app), [app])
  useEffect(() => scrollTo({ top: 0 }), [room])
  useSignalEffect(() => {
    document.documentElement.lang = preferences.language.value
    document.documentElement.dataset['theme'] = preferences.theme.value
  })
  const Room = rooms[room]
  return (
    <AppContext.Provider value={app}>
      <div class="page">
        <Header />
        <main class={`room ${room}`}>
          <Room />
        </main>
        <UpdateNote />
        {leftOut.value && <RememberedNote />}
        <LiveRegion />
      </div>
    </AppContext.Provider>
  )
}
