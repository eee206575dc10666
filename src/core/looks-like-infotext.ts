// Whether a text may be a picture's settings: cheap enough for every keystroke. Whether it is says parse-infotext.ts.

/** Some line names the steps, and a sampler or a seed, as A1111, its forks and Darkroom write it. */
export function looksLikeInfotext(text: string): boolean {
  return text.split('\n').some((line) => line.includes('Steps: ') && (line.includes('Sampler: ') || line.includes('Seed: ')))
}
