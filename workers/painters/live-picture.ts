// How large and how often a painter copies what it paints, for a page that shows a step somewhere else as well. The page cannot read
// the canvas it handed over: in Firefox that blocks it for many frames, and at times for ten seconds (docs/pitfalls.md).

/** Longest side; a cell of a comparison is not larger. */
const longest = 256
/** A screen shows no more, and a fast model takes a step every few milliseconds. */
const apartMs = 1000 / 30

export function smallSize(width: number, height: number): { width: number; height: number } {
  const scale = Math.min(1, longest / Math.max(width, height))
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}

/** Says whether it is time for another copy; one that is due counts as made. */
export function copyPace(now = () => performance.now()): () => boolean {
  let last = -Infinity
  return () => {
    if (now() - last < apartMs) return false
    last = now()
    return true
  }
}
