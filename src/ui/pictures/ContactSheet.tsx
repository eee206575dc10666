// The pictures of this visit, small; one click shows one again with its settings.
import { useId } from 'preact/hooks'
import { useApp, useWords } from '../shared/context'
import { pictureUrl } from '../shared/picture-url'
import { sharedWords } from '../shared/words'
import { picturesWords } from './words'
import './ContactSheet.css'

export function ContactSheet() {
  const app = useApp()
  const words = useWords(picturesWords)
  const { noPrompt } = useWords(sharedWords)
  const titleId = useId()
  const pictures = app.viewer.pictures.value
  const shown = app.viewer.shown.value
  return (
    <section class="card" aria-labelledby={titleId}>
      <h2 id={titleId}>{words.label}</h2>
      {pictures.length === 0 ? (
        <p class="sheet-empty">{words.empty}</p>
      ) : (
        <ul class="sheet">
          {pictures.map((picture) => (
            <li key={picture.id}>
              <button
                type="button"
                class="sheet-picture"
                aria-label={words.restore(picture.request.prompt.positive || noPrompt)}
                title={picture.request.prompt.positive}
                aria-current={picture === shown ? 'true' : undefined}
                onClick={() => app.generate.restore(picture)}
              >
                <img src={pictureUrl(picture)} alt="" loading="lazy" />
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
