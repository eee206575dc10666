// Files that were dropped on the page: a picture's settings fill the form, anything else is told beside it. Loaded with the first drop.
import type { App } from '../../state/app'

const nothing = new ArrayBuffer(0)

export async function takeFiles({ fill, place }: Pick<App, 'fill' | 'place'>, files: readonly File[]): Promise<void> {
  // The form stands in every room but that of models.
  if (place.room.peek() === 'models') place.go('studio')
  const picture = files.find(({ type }) => type.startsWith('image/')) ?? files[0]
  // What is no PNG needs no reading: it may be a model of gigabytes.
  fill.fromPng(new Uint8Array(picture?.type === 'image/png' ? await picture.arrayBuffer().catch(() => nothing) : nothing))
}
