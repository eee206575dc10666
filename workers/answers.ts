// What can be told of a server's answer, whoever asked: looking into a model (library) or fetching it (store).

export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url
}

/** Longer waits are nobody's. */
const longestWait = 24 * 3600

/** Whole seconds that a server asks to wait: a number, or a date. Null where it says nothing, hides it from other origins, or talks nonsense. */
export function retryAfter({ headers }: Response, now: number): number | null {
  const said = headers.get('retry-after')?.trim() ?? ''
  const seconds = /^\d+$/.test(said) ? Number(said) : Math.ceil((Date.parse(said) - now) / 1000)
  return seconds > 0 && seconds <= longestWait ? seconds : null
}

/** Without CORS an answer may not be looked at, but that there is one can be told; not so on an isolated page, whose own
 * require-corp keeps the probe from every server that does not ask for it. */
export function answersOthers(fetch: (url: string, init: RequestInit) => Promise<Response>, url: string, signal: AbortSignal): Promise<boolean> {
  return fetch(url, { method: 'HEAD', mode: 'no-cors', cache: 'no-store', signal }).then(() => true, () => false)
}

/** The bytes of a body. Of one that goes on behind `limit` no more is read: its length tells. */
export async function bytesUpTo(limit: number, response: Response): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array<ArrayBuffer>[] = []
  let length = 0
  const reader = response.body?.getReader()
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true }
    if (done || !value) break
    chunks.push(value)
    length += value.length
    if (length <= limit) continue
    void reader?.cancel().catch(() => {})
    break
  }
  const bytes = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}
