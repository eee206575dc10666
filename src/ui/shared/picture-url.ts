// One object URL per picture, made when first shown and dropped with the picture.
import type { Picture } from '../../state/orders'

const urls = new WeakMap<Picture, string>()
// The blob outlives its picture unless its URL is revoked.
const dropped = new FinalizationRegistry<string>((url) => URL.revokeObjectURL(url))

export function pictureUrl(picture: Picture): string {
  const known = urls.get(picture)
  if (known) return known
  const url = URL.createObjectURL(picture.result.png)
  urls.set(picture, url)
  dropped.register(picture, url)
  return url
}
