// For tests only: an HTTP server in one function, with every way a real one misbehaves, and a browser's Web Locks.
// Not imported by the program.

/** How one request is answered; all of it optional, an empty object is a faultless server with ranges. */
export interface Answer {
  /** Rejects like a fetch that found no network. */
  unreachable?: boolean
  status?: number
  headers?: Record<string, string>
  /** Answers 200 with the whole file, whatever was asked. */
  ignoreRange?: boolean
  /** Content-Range is hidden, as from a server of another origin. */
  hideRange?: boolean
  /** The connection breaks after this many bytes. */
  dropAfter?: number
  /** The body ends, without an error, after this many bytes. */
  endAfter?: number
  /** Nothing more comes after this many bytes, and the connection stays open. */
  stallAfter?: number
  /** Flips a bit of this byte of the body. */
  flip?: number
  /** Appends this many bytes. */
  extra?: number
  /** A range begins this many bytes too late, saying so in Content-Range or not. */
  shift?: { by: number; honest: boolean }
  /** The body was compressed on its way, to a third. A range is then a range of those bytes, which the browser cannot read. */
  gzip?: 'declared' | 'hidden'
  chunkBytes?: number
}

export interface Asked {
  url: string
  range: string | null
  /** 0 for the first request. */
  count: number
}

export interface FakeServer {
  fetch: typeof fetch
  asked: Asked[]
  /** Bodies that are being read, now and at the most. */
  open: number
  mostOpen: number
  /** Set to misbehave. */
  answer: (asked: Asked) => Answer
}

export function createFakeServer(files: Record<string, Uint8Array<ArrayBuffer>>): FakeServer {
  const server: FakeServer = {
    asked: [],
    open: 0,
    mostOpen: 0,
    answer: () => ({}),
    fetch: async (input, init) => {
      const url = String(input)
      const range = new Headers(init?.headers).get('range')
      const asked = { url, range, count: server.asked.length }
      server.asked.push(asked)
      return respond(files[url], range, server.answer(asked), init?.signal ?? null, watch)
    },
  }
  const watch = (change: 1 | -1): void => {
    server.open += change
    server.mostOpen = Math.max(server.mostOpen, server.open)
  }
  return server
}

function respond(file: Uint8Array<ArrayBuffer> | undefined, range: string | null, answer: Answer, signal: AbortSignal | null, watch: (change: 1 | -1) => void): Response {
  signal?.throwIfAborted()
  if (answer.unreachable) throw new TypeError('Failed to fetch')
  const headers = new Headers({ 'content-type': 'application/octet-stream', ...answer.headers })
  if (!file) return new Response('nothing here', { status: 404, headers })
  if (answer.status !== undefined) return new Response('no', { status: answer.status, headers })

  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(range ?? '') ?? []
  const ranged = from !== undefined && !answer.ignoreRange
  const start = ranged ? Number(from) : 0
  const size = ranged && answer.gzip ? Math.ceil(file.length / 3) : file.length
  if (ranged && start >= size) return new Response(null, { status: 416, headers })
  const shifted = Math.min(size, start + (ranged ? (answer.shift?.by ?? 0) : 0))
  const end = Math.max(shifted, ranged && to ? Math.min(Number(to) + 1, size) : size)
  let body = file.slice(shifted, end)
  if (answer.flip !== undefined && answer.flip < body.length) body[answer.flip] = (body[answer.flip] ?? 0) ^ 4
  if (answer.extra) {
    const longer = new Uint8Array(body.length + answer.extra).fill(7)
    longer.set(body)
    body = longer
  }
  headers.set('content-length', String(body.length))
  if (answer.gzip) {
    headers.set('content-length', String(Math.ceil(body.length / 3)))
    if (answer.gzip === 'declared') headers.set('content-encoding', 'gzip')
    if (ranged) body = body.map((byte) => byte ^ 0x5a)
  }
  if (ranged && !answer.hideRange) {
    const first = answer.shift?.honest ? shifted : start
    if (answer.gzip !== 'hidden') headers.set('content-range', `bytes ${first}-${end - 1}/${size}`)
  }
  return new Response(bodyOf(body, answer, signal, watch), { status: ranged ? 206 : 200, headers })
}

function bodyOf(bytes: Uint8Array<ArrayBuffer>, answer: Answer, signal: AbortSignal | null, watch: (change: 1 | -1) => void): ReadableStream<Uint8Array<ArrayBuffer>> {
  const { dropAfter = Infinity, endAfter = Infinity, stallAfter = Infinity, chunkBytes = 5000 } = answer
  const stop = Math.min(bytes.length, dropAfter, endAfter, stallAfter)
  let sent = 0
  let open = true
  watch(1)
  const ended = (): void => {
    if (open) watch(-1)
    open = false
  }
  return new ReadableStream({
    start(controller) {
      signal?.addEventListener('abort', () => {
        if (open) controller.error(signal.reason)
        ended()
      }, { once: true })
    },
    async pull(controller) {
      await Promise.resolve()
      if (sent < stop) {
        controller.enqueue(bytes.slice(sent, (sent = Math.min(stop, sent + chunkBytes))))
      } else if (stop === dropAfter) {
        controller.error(new TypeError('network error'))
        ended()
      } else if (stop === stallAfter) {
        await new Promise(() => {})
      } else {
        controller.close()
        ended()
      }
    },
  }, { highWaterMark: 0 }) // an error drops what is queued: a test that counts bytes wants nothing queued
}

/** Web Locks of one browser: exclusive, in order. */
export function createFakeLocks(): Pick<LockManager, 'request'> & { held: string[] } {
  const tails = new Map<string, Promise<unknown>>()
  const held: string[] = []
  const busy = new Set<string>()
  async function request(name: string, options: LockOptions, run: (lock: object | null) => Promise<unknown>): Promise<unknown> {
    if (options.ifAvailable && busy.has(name)) return run(null)
    const before = tails.get(name) ?? Promise.resolve()
    const aborted = new Promise((_, reject) => options.signal?.addEventListener('abort', () => reject(options.signal?.reason)))
    aborted.catch(() => {})
    const mine = Promise.race([before.catch(() => {}), aborted]).then(() => {
      held.push(name)
      busy.add(name)
      return Promise.resolve(run({})).finally(() => busy.delete(name))
    })
    tails.set(name, Promise.allSettled([before, mine]))
    return mine
  }
  return { held, request: request as LockManager['request'] }
}
