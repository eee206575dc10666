// The instant preview over the easel. One <img> for all of them: the browser shows the old one until the new one is decoded.
import { useEffect, useState } from 'preact/hooks'
import { useApp, useWords } from '../../ui/shared/context'
import { studioWords } from './words'

export function InstantLayer() {
  const { preview } = useApp().instant
  const words = useWords(studioWords)
  const shown = preview.value
  const [url, setUrl] = useState<string | null>(null)
  const png = shown?.png
  useEffect(() => {
    if (!png) return setUrl(null)
    const made = URL.createObjectURL(png)
    setUrl(made)
    return () => URL.revokeObjectURL(made)
  }, [png])
  if (!shown || !url) return null
  return <img class="easel-layer instant-layer" src={url} alt={words.instant.picture(shown.request.prompt.positive)} />
}
