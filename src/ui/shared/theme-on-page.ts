// For what is drawn and not styled: the theme that the page has now.

/** Asked of the page itself, so that both the system's choice and the person's are honoured. */
export function themeOnPage(): 'light' | 'dark' {
  const scheme = getComputedStyle(document.documentElement).colorScheme.trim()
  if (scheme === 'dark' || scheme === 'light') return scheme
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
}
