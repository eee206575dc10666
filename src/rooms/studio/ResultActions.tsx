// What can be done with the picture on show: keep it, pass it on, start from it.
import { writeLink } from '../../core/request/link'
import { fromRequest } from '../../core/request/form-values'
import type { Picture } from '../../state/orders'
import { toHash } from '../../state/place'
import { useApp, useWords } from '../../ui/shared/context'
import { pictureUrl } from '../../ui/shared/picture-url'
import { Icon } from '../../ui/shared/Icon'
import type { IconName } from '../../ui/shared/Icon'
import { useCopy } from '../../ui/shared/use-copy'
import { sharedWords } from '../../ui/shared/words'
import { studioWords } from './words'

export function ResultActions() {
  const app = useApp()
  const { result } = useWords(studioWords)
  const shared = useWords(sharedWords)
  const [copied, copy] = useCopy<'link' | 'settings'>()
  const picture = app.viewer.shown.value
  if (!picture) return null
  const copyButton = (what: 'link' | 'settings', icon: IconName, label: string, text: () => string) => (
    <button type="button" class="button" onClick={() => void copy(what, text())}>
      <Icon name={copied?.what === what && copied.ok ? 'check' : icon} />
      {copied?.what === what ? (copied.ok ? shared.copied : shared.notCopied) : label}
    </button>
  )
  return (
    <div class="actions" aria-live="polite">
      <a class="button" href={pictureUrl(picture)} download={`darkroom-${picture.request.seed.value}.png`}>
        <Icon name="download" />
        {result.download}
      </a>
      {copyButton('link', 'link', shared.copyLink, () => linkTo(picture))}
      {copyButton('settings', 'copy', result.copySettings, () => picture.result.infotext)}
      <button type="button" class="button" aria-pressed={app.form.values.value.seed === picture.request.seed.value} onClick={() => app.form.edit({ seed: picture.request.seed.value })}>
        <Icon name="seed" />
        {result.useSeed}
      </button>
    </div>
  )
}

/** The address that makes this very picture again. */
function linkTo({ request }: Picture): string {
  return location.href.replace(/#.*$/, '') + toHash('studio', writeLink(fromRequest(request)))
}
