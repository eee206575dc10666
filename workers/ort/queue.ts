// One job at a time: two overlapping calls into one ONNX runtime corrupt its stack switching (docs/pitfalls.md).
// A failed job does not poison the ones behind it.

export type SerialQueue = <T>(job: () => Promise<T>) => Promise<T>

export function createSerialQueue(): SerialQueue {
  let tail: Promise<unknown> = Promise.resolve()
  return (job) => {
    const result = tail.catch(() => {}).then(job)
    tail = result
    return result
  }
}
