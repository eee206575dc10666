// A part of the page whose code comes when it is first shown. Offline it comes from the service worker.
import { signal } from '@preact/signals'
import { h } from 'preact'
import type { ComponentType } from 'preact'
import { useEffect } from 'preact/hooks'
import type { App } from '../../state/app'
import { useApp, useWords } from './context'
import { sharedWords } from './words'

/** `useFailed` says what did not come; without it, a part of the page. */
export function lazyPart(load: (app: App) => Promise<ComponentType>, useFailed = () => useWords(sharedWords).partFailed): ComponentType {
  const part = signal<ComponentType | null>(null)
  const failed = signal(false)
  return function LazyPart() {
    const app = useApp()
    const failure = useFailed()
    const { retry } = useWords(sharedWords)
    const fetch = () => {
      failed.value = false
      load(app).then((loaded) => { part.value = loaded }, () => { failed.value = true })
    }
    useEffect(() => { if (!part.peek()) fetch() }, [])
    if (part.value) return h(part.value, {})
    if (!failed.value) return null
    return h('p', { class: 'note part-failed', role: 'alert' }, failure, ' ', h('button', { type: 'button', class: 'button', onClick: fetch }, retry))
  }
}
