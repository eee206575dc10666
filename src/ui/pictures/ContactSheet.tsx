// The pictures of this visit, small; one click shows one again with its settings.
import { useId } from 'preact/hooks'
import { useApp, useText } from '../shared/context'
import { pictureUrl } from '../shared/picture-url'
import './ContactSheet.css'

export function ContactSheet() {
  const app = useApp()
  const text = useText()
  const titleId = useId()
  const pictures = app.viewer.pictures.value
  const shown = app.viewer.shown.value
  return (
    <section class="card" aria-labelledby={titleId}>
      <h2 id={titleId}>{text.sheet.label}</h2>
      {pictures.length === 0 ? (
        <p class="sheet-empty">{text.sheet.empty}</p>
      ) : (
        <ul class="sheet">
          {pictures.map((picture) => (
            <li key={picture.id}>
              <button
                type="button"
                class="sheet-picture"
                aria-label={text.sheet.restore(picture.request.prompt.positive || text.easel.noPrompt)}
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
