// Answers a call only when its events were heard. They go by another port than the answer, and Firefox keeps no order between two ports:
// without this the last steps of a run came after its picture, and nobody listened any more (docs/pitfalls.md).

/** `tell` = the page's listener, which says by a promise that it has heard. */
export async function afterEvents<E, T>(tell: (event: E) => unknown, ask: (listener: (event: E) => void) => Promise<T>): Promise<T> {
  let heard: unknown
  const answer = await ask((event) => { heard = tell(event) })
  // One port keeps its order: who heard the last has heard all. What becomes of an event in the page is no matter of the answer.
  await Promise.resolve(heard).catch(() => undefined)
  return answer
}
