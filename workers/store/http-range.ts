// What an HTTP answer to "bytes N- of this file" really brings: where its body begins, and whether ranges can be trusted.
// Content-Length is never read: behind a Content-Encoding it counts compressed bytes, and across origins that header is hidden.

import { retryAfter } from '../answers'

/** What went wrong, for the sentence about it: a status, a web page in the file's place, never an answer, none any more, nothing more
 * for a while, or a line that broke and bytes that do not fit. */
export type Trouble = { status: number; seconds: number | null } | 'page' | 'unanswered' | 'lost' | 'silent' | 'broken'

/** Something about this answer is wrong and another try may do better. */
export class Fault extends Error {
  override readonly name = 'Fault'
  constructor(
    message: string,
    /**
     * `ranges`: the server lies about them, ask for the whole file from now on. `odd`: the same, if it happens again at the same
     * byte. `busy`: other connections may do better.
     */
    readonly kind: 'retry' | 'busy' | 'odd' | 'ranges' = 'retry',
    readonly waitMs = 0,
    readonly trouble: Trouble = 'broken',
  ) {
    super(message)
  }
}

/** The server said no; asking again would change nothing. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  constructor(
    message: string,
    readonly trouble: Trouble,
  ) {
    super(message)
  }
}

/** The longest a server may make us wait with Retry-After. */
const RETRY_AFTER_MAX_MS = 30_000

/**
 * Range is CORS-safelisted in this form, so asking costs no preflight; If-Range would. A file that changes between two
 * requests is caught by its hash. With a Range header browsers send `Accept-Encoding: identity` (Fetch standard).
 */
export function rangeHeader(start: number, end: number, fileBytes: number): Record<string, string> {
  if (start === 0 && end === fileBytes) return {}
  return { Range: end === fileBytes ? `bytes=${start}-` : `bytes=${start}-${end - 1}` }
}

export interface BodyStart {
  /** File offset of the body's first byte. */
  offset: number
  /** The server answered a range request with a range. Null when none was asked for. */
  ranges: boolean | null
  /** What the server calls this version of the file; null where it does not, or hides it from other origins. */
  version: string | null
}

/** @throws Fault when another try may help, Refusal when not. */
export function bodyStart(response: Response, asked: { start: number; range: boolean }, fileBytes: number): BodyStart {
  const { status } = response
  const encoding = response.headers.get('content-encoding')
  const encoded = encoding !== null && encoding !== 'identity'

  const seconds = retryAfter(response, Date.now())
  const trouble = { status, seconds }
  const waitMs = Math.min((seconds ?? 0) * 1000, RETRY_AFTER_MAX_MS)
  if (status === 416) throw new Fault('HTTP 416: the file on the server is shorter', 'ranges')
  if (status === 429 || status === 503) throw new Fault(`HTTP ${status}`, 'busy', waitMs, trouble)
  if (status === 408 || status >= 500) throw new Fault(`HTTP ${status}`, 'retry', waitMs, trouble)
  if (status !== 200 && status !== 206) throw new Refusal(`HTTP ${status}`, trouble)
  // Single-page servers answer a missing file with their index page and status 200.
  if (response.headers.get('content-type')?.startsWith('text/html')) throw new Refusal(`HTTP ${status} with a web page instead of the file`, 'page')

  const version = versionOf(response)
  if (status === 200) return { offset: 0, ranges: asked.range || encoded ? false : null, version }
  // A range of a compressed body is a range of something else.
  if (encoded) throw new Fault(`a range with Content-Encoding ${encoding}`, 'ranges')
  if (!asked.range) throw new Fault('HTTP 206 without a range asked for')
  // Hidden from other origins unless the server exposes it: then the hash is the judge.
  const contentRange = response.headers.get('content-range')
  if (contentRange !== null) {
    const [, first, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(contentRange) ?? []
    if (Number(first) !== asked.start) throw new Fault(`asked for byte ${asked.start}, got Content-Range ${contentRange}`, 'ranges')
    if (total !== '*' && Number(total) !== fileBytes) throw new Fault(`the file should have ${fileBytes} bytes, Content-Range is ${contentRange}`, 'ranges')
  }
  return { offset: asked.start, ranges: true, version }
}

/** Servers mark the ETag of a body that they compress on its way. */
function versionOf({ headers }: Response): string | null {
  return headers.get('etag')?.replace(/^W\//, '').replace(/[-;](gzip|br|zstd)"$/, '"') ?? headers.get('last-modified')
}
