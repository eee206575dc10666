// The top line: the name, what this machine can do, and the two things a person prefers.
import type { Theme } from '../../state/preferences'
import { CapabilityLine } from './CapabilityLine'
import { useApp, useWords } from '../shared/context'
import { Navigation } from './Navigation'
import { Icon } from '../shared/Icon'
import type { IconName } from '../shared/Icon'
import { IconButton } from '../shared/IconButton'
import { shellWords } from './words'
import './Header.css'

const themes: Record<Theme, { next: Theme; icon: IconName }> = {
  system: { next: 'dark', icon: 'system' },
  dark: { next: 'light', icon: 'moon' },
  light: { next: 'system', icon: 'sun' },
}

export function Header() {
  const { preferences } = useApp()
  const words = useWords(shellWords)
  const theme = preferences.theme.value
  return (
    <header class="header">
      <h1 class="wordmark" title={words.tagline}>
        <span class="safelight" aria-hidden="true" />
        Darkroom
      </h1>
      <Navigation />
      <CapabilityLine />
      <div class="header-tools">
        <button
          type="button"
          class="button quiet"
          // What is read must be in the name, for those who speak it (WCAG 2.5.3).
          aria-label={`${words.language.switchTo}: ${words.language.label}`}
          lang={preferences.language.value === 'en' ? 'zh' : 'en'}
          onClick={() => { preferences.language.value = preferences.language.value === 'en' ? 'zh' : 'en' }}
        >
          {words.language.switchTo}
        </button>
        <IconButton label={words.theme[theme]} onClick={() => { preferences.theme.value = themes[theme].next }}>
          <Icon name={themes[theme].icon} />
        </IconButton>
      </div>
    </header>
  )
}
