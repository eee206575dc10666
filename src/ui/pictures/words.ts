// What is said of the pictures of this visit.

const en = {
  label: 'Contact sheet',
  empty: 'Pictures of this visit gather here.',
  restore: (prompt: string) => `Show again: ${prompt}`,
}

const zh: typeof en = {
  label: '小样',
  empty: '本次生成的图片会收在这里。',
  restore: (prompt) => `再次显示：${prompt}`,
}

export const picturesWords = { en, zh }
