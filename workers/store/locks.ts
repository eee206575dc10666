// One download of a file at a time, over all tabs of this browser: a Web Lock named after the file's hash.
// A second tab waits and then finds the file stored; when the first tab dies the browser passes its lock on.

export async function withFileLock<T>(
  locks: Pick<LockManager, 'request'> | null,
  sha256: string,
  signal: AbortSignal,
  run: () => Promise<T>,
): Promise<T> {
  if (!locks) return run()
  return locks.request(`darkroom-file:${sha256}`, { signal }, run)
}
