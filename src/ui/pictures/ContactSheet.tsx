// The pictures of this visit, small; one click shows one again with its settings.
import { useId } from 'preact/hooks'
import { useStudio, useText } from '../shared/context'
import { pictureUrl } from '../shared/picture-url'
import './ContactSheet.css'

export function ContactSheet() {
  const studio = useStudio()
  const text = useText()
  const titleId = useId()
  const pictures = studio.run.pictures.value
  const shown = studio.run.shown.value
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
                aria-label={text.sheet.restore(picture.request.prompt || text.easel.noPrompt)}
                title={picture.request.prompt}
                aria-current={picture === shown ? 'true' : undefined}
                disabled={studio.run.busy.value}
                onClick={() => studio.restore(picture)}
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
