// The rooms of the house, each with an address of its own: links, so that they open in a new tab too.
import { roomNames } from '../../state/place'
import { useApp, useWords } from '../shared/context'
import { shellWords } from './words'

export function Navigation() {
  const { place } = useApp()
  const words = useWords(shellWords)
  const now = place.room.value
  return (
    <nav class="rooms-nav" aria-label={words.navigation}>
      {roomNames.map((room) => (
        <a
          key={room}
          class="room-link"
          href={`#/${room}`}
          aria-current={room === now ? 'page' : undefined}
          onClick={(event) => {
            // With a key held it is the browser's: another tab, another window.
            if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return
            event.preventDefault()
            place.go(room)
          }}
        >
          {words.rooms[room]}
        </a>
      ))}
    </nav>
  )
}
