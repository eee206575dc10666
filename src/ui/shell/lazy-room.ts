// A room whose code comes when it is first entered. Offline it comes from the service worker.
import { signal } from '@preact/signals'
import { h } from 'preact'
import type { ComponentType } from 'preact'
import { useEffect } from 'preact/hooks'
import type { App } from '../../state/app'
import { useApp, useWords } from '../shared/context'
import { sharedWords } from '../shared/words'
import { shellWords } from './words'

export function lazyRoom(load: (app: App) => Promise<ComponentType>): ComponentType {
  const room = signal<ComponentType | null>(null)
  const failed = signal(false)
  return function LazyRoom() {
    const app = useApp()
    const { roomFailed } = useWords(shellWords)
    const { retry } = useWords(sharedWords)
    const enter = () => {
      failed.value = false
      load(app).then((loaded) => { room.value = loaded }, () => { failed.value = true })
    }
    useEffect(() => { if (!room.peek()) enter() }, [])
    if (room.value) return h(room.value, {})
    if (!failed.value) return null
    return h('p', { class: 'note room-failed', role: 'alert' }, roomFailed, ' ', h('button', { type: 'button', class: 'button', onClick: enter }, retry))
  }
}
