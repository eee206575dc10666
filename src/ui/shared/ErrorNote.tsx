// A failure, where the person is looking: what happened, what to do, and the details for whoever asks.
import type { ComponentChildren } from 'preact'
import type { EngineError } from '../../core/errors/engine-error'
import { useWords } from './context'
import { Icon } from './Icon'
import { IconButton } from './IconButton'
import { useSay } from './say'
import { sharedWords } from './words'
import './ErrorNote.css'

export function ErrorNote({ error, onDismiss, children }: { error: EngineError; onDismiss?: () => void; children?: ComponentChildren }) {
  const words = useWords(sharedWords)
  const said = useSay()(error)
  if (!said) return null
  return (
    <div class="error-note" role="alert">
      <div class="error-words">
        <p class="error-message">{said.message}</p>
        <p>{said.remedy}</p>
        <details>
          <summary>{words.details}</summary>
          <pre>{[error.key, withoutStack(error.detail)].filter(Boolean).join('\n')}</pre>
        </details>
        {children}
      </div>
      {onDismiss && <IconButton label={words.dismiss} onClick={onDismiss}><Icon name="close" /></IconButton>}
    </div>
  )
}

/** Stack lines tell a visitor nothing; they stay in the console. */
function withoutStack(detail: string): string {
  return detail.split('\n').filter((line) => !/^\s*at .+|^[^\s]*@.*:\d+:\d+$/.test(line)).join('\n').trim()
}
