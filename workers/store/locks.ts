// One download of a file at a time, over all tabs of this browser: a Web Lock with the file's name.
// A second tab waits and then finds the file stored; when the first tab dies the browser passes its lock on.

export async function withFileLock<T>(
  locks: Pick<LockManager, 'request'> | null,
  id: string,
  signal: AbortSignal,
  run: () => Promise<T>,
): Promise<T> {
  if (!locks) return run()
  return locks.request(lockName(id), { signal }, run)
}

/** Runs nothing when another tab is at work on the file. */
export async function withFreeFile(locks: Pick<LockManager, 'request'> | null, id: string, run: () => Promise<void>): Promise<void> {
  if (!locks) return run()
  return locks.request(lockName(id), { ifAvailable: true }, (lock) => (lock ? run() : Promise.resolve()))
}

const lockName = (id: string): string => `darkroom-file:${id}`
