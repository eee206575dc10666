// Files that were dropped on the page: a picture's settings fill the form, anything else is told beside it. Loaded with the first drop.
import type { App } from '../../state/app'

export async function takeFiles({ fill, place }: Pick<App, 'fill' | 'place'>, files: readonly File[]): Promise<void> {
  // The form stands in every room but that of models.
  if (place.room.peek() === 'models') place.go('studio')
  const file = files.find(({ type }) => type.startsWith('image/')) ?? files[0]
  await fill.fromPicture(file ?? new Blob())
}
