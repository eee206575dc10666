// The whole page takes files that are dropped on it: left alone, the browser would go away from the page and open them.
// A picture's settings fill the form; anything else is told beside it.
import type { App } from '../../state/app'

/** Returns how to stop. A place with a use of its own for them (the folder of a model) takes them first. */
export function listenForDrops({ fill, place }: Pick<App, 'fill' | 'place'>): () => void {
  const heard = new AbortController()
  const listen = (name: 'dragover' | 'drop', then: (files: File[]) => void) => addEventListener(name, (event) => {
    if (event.defaultPrevented || !event.dataTransfer?.types.includes('Files')) return
    event.preventDefault()
    then([...event.dataTransfer.files])
  }, heard)
  listen('dragover', () => {})
  listen('drop', (files) => {
    // The form stands in every room but that of models.
    if (place.room.peek() === 'models') place.go('studio')
    void fill.fromPicture(files.find(({ type }) => type.startsWith('image/')) ?? files[0] ?? new Blob())
  })
  return () => heard.abort()
}
