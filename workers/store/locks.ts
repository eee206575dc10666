// One download of a file at a time, over all tabs of this browser: a Web Lock with the file's name.
// A second tab waits and then finds the file stored; when the first tab dies the browser passes its lock on.

export async function withFileLock<T>(
  locks: Pick<LockManager, 'request'> | null,
  id: string,
  signal: AbortSignal,
  run: () => Promise<T>,
): Promise<T> {
  if (!locks) return run()
  return orWithout(run, (inside) => locks.request(lockName(id), { signal }, inside), signal)
}

/** Runs nothing when another tab is at work on the file. */
export async function withFreeFile(locks: Pick<LockManager, 'request'> | null, id: string, run: () => Promise<void>): Promise<void> {
  if (!locks) return run()
  return orWithout(run, (inside) => locks.request(lockName(id), { ifAvailable: true }, (lock) => (lock ? inside() : Promise.resolve())))
}

/** A browser that blocks the site's data refuses its locks as well: then as where there are none. */
async function orWithout<T>(run: () => Promise<T>, request: (inside: () => Promise<T>) => Promise<T>, signal?: AbortSignal): Promise<T> {
  let begun = false
  try {
    return await request(() => {
      begun = true
      return run()
    })
  } catch (thrown) {
    if (begun || signal?.aborted) throw thrown
    return run()
  }
}

const lockName = (id: string): string => `darkroom-file:${id}`
