// The whole page takes files that are dropped on it: left alone, the browser would go away from the page and open them.
import type { App } from '../../state/app'

/** Returns how to stop. A place with a use of its own for them (the folder of a model) takes them first. */
export function listenForDrops(app: App): () => void {
  const heard = new AbortController()
  const listen = (name: 'dragover' | 'drop', then: (files: File[]) => void) => addEventListener(name, (event) => {
    if (event.defaultPrevented || !event.dataTransfer?.types.includes('Files')) return
    event.preventDefault()
    then([...event.dataTransfer.files])
  }, heard)
  listen('dragover', () => {})
  listen('drop', (files) => void import('./take-files').then(({ takeFiles }) => takeFiles(app, files)))
  return () => heard.abort()
}
