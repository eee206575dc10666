// A browser as its maker ships it: what the smoke tests need of one, and nothing more.

export interface StockBrowser {
  open(url: string): Promise<void>
  reload(): Promise<void>
  /** Runs an expression in the page and waits for what it promises; rejects with what it throws, or when `ms` are over. */
  evaluate(expression: string, ms: number): Promise<unknown>
  close(): Promise<void>
}

/** Longer than anything here takes on a busy machine; what hangs must end its test, not hold up the suite. */
export const patienceMs = 60_000

/** A function of the page, as `page.evaluate` of Playwright takes it: it sees its argument and nothing around it. */
export async function run<A, T>(browser: StockBrowser, work: (argument: A) => T | Promise<T>, argument: A, ms = patienceMs): Promise<T> {
  return (await browser.evaluate(`(${work.toString()})(${JSON.stringify(argument)})`, ms)) as T
}

/** Rejects when `work` takes longer than `ms`. */
export async function within<T>(ms: number, what: string, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took longer than ${ms / 1000} s`)), ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
