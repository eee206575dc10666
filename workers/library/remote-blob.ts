// A file on a server as a Blob, so that the graph reader (workers/onnx) looks into it as into a file on disk: only the bytes that
// are read are fetched. A server that ignores ranges is told from one that honours them, and small files are then read whole.
import { EngineError } from '../../src/core/errors/engine-error'
import type { ModelFile } from '../../src/core/manifest'
import { hostOf } from '../answers'
import { ask, bodyOf, isPage, refusal } from './web'
import type { Web } from './web'

/** Up to this many bytes a file is fetched at once. */
const small = 64 * 1024
/** The first bytes after a jump, and the most at once while reading goes straight on. */
const shortest = 32 * 1024
const longest = 1024 * 1024
/** What is still read whole where a server gives no parts. */
const wholeUpTo = 32 * 1024 * 1024
const tries = 3
const firstWaitMs = 500

/** Where bytes come from; shared by a file and every slice of it. */
interface Source {
  read(start: number, end: number): Promise<Uint8Array<ArrayBuffer>>
}

export class RemoteBlob extends Blob {
  readonly #source: Source
  readonly #start: number
  readonly #end: number

  constructor(source: Source, start: number, end: number) {
    super()
    this.#source = source
    this.#start = start
    this.#end = end
    // A Blob's own size is that of the bytes it was made of: none.
    Object.defineProperty(this, 'size', { value: end - start })
  }

  override slice(from = 0, to = this.size): Blob {
    const place = (at: number) => Math.min(Math.max(at < 0 ? this.size + at : at, 0), this.size)
    return new RemoteBlob(this.#source, this.#start + place(from), this.#start + Math.max(place(from), place(to)))
  }

  override async arrayBuffer(): Promise<ArrayBuffer> {
    return (await this.#source.read(this.#start, this.#end)).buffer
  }

  override async text(): Promise<string> {
    return new TextDecoder().decode(await this.#source.read(this.#start, this.#end))
  }

  override stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    const read = () => this.#source.read(this.#start, this.#end)
    return new ReadableStream({
      async start(controller) {
        controller.enqueue(await read())
        controller.close()
      },
    })
  }
}

export function remoteBlob(web: Web, url: string, { path, bytes }: Pick<ModelFile, 'path' | 'bytes'>): Blob {
  return new RemoteBlob(windowedSource(web, url, path, bytes), 0, bytes)
}

/** Reads ahead while reading goes straight on, and little after a jump. Keeps the last window. */
function windowedSource(web: Web, url: string, path: string, size: number): Source {
  let window = { start: 0, bytes: new Uint8Array(0) }
  let ahead = shortest
  const covers = (start: number, end: number) => start >= window.start && end <= window.start + window.bytes.length
  return {
    async read(start, end) {
      if (!covers(start, end)) {
        const reached = window.start + window.bytes.length
        const straightOn = reached > 0 && start >= window.start && start <= reached
        ahead = straightOn ? Math.min(2 * ahead, longest) : shortest
        const from = size <= small ? 0 : start
        const to = size <= small ? size : Math.min(size, Math.max(end, start + ahead))
        window = await fetchPart(web, url, path, { start: from, end: to, size })
      }
      return window.bytes.slice(start - window.start, end - window.start)
    },
  }
}

interface Part { start: number; end: number; size: number }

/** An answer after which another try may do better: a dropped line, a busy server. */
class Passing extends Error {
  constructor(readonly error: EngineError) {
    super(error.message)
  }
}

/** The bytes asked for, or all of them where the server gives no parts. */
async function fetchPart(web: Web, url: string, path: string, part: Part): Promise<{ start: number; bytes: Uint8Array<ArrayBuffer> }> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await fetchOnce(web, url, path, part)
    } catch (thrown) {
      if (!(thrown instanceof Passing)) throw thrown
      if (attempt === tries || web.signal.aborted) throw thrown.error
      await web.sleep(firstWaitMs * 2 ** (attempt - 1))
    }
  }
}

async function fetchOnce(web: Web, url: string, path: string, { start, end, size }: Part): Promise<{ start: number; bytes: Uint8Array<ArrayBuffer> }> {
  const wantsAll = start === 0 && end === size
  const response = await ask(web, url, wantsAll ? {} : { headers: { Range: `bytes=${start}-${end - 1}` } }).catch(passing)
  if (response.status >= 500 || response.status === 429) throw new Passing(refusal(response, path))
  if (!response.ok) throw refusal(response, path)
  if (isPage(response) && !/\.html?$/.test(path)) throw new EngineError('not-found.on-host', { what: path, host: hostOf(url) }, url)
  // A part of a compressed file is a part of something else.
  const encoding = response.headers.get('content-encoding')
  const givesParts = response.status === 206 && (encoding === null || encoding === 'identity')
  if (!wantsAll && !givesParts && size > wholeUpTo) {
    await response.body?.cancel()
    throw new EngineError(
      'download-failed.no-parts', { host: hostOf(url), path, megabytes: Math.round(size / 1e6) }, `HTTP ${response.status} to a Range · ${url}`,
    )
  }
  const wanted = givesParts ? end - start : size
  const bytes = await bodyOf(web, response, wanted).catch(passing)
  if (bytes.length !== wanted) throw new Passing(new EngineError('download-failed.length', { path, bytes: bytes.length, wanted }, url))
  return { start: givesParts ? start : 0, bytes }
}

function passing(thrown: unknown): never {
  throw thrown instanceof EngineError && thrown.code === 'download-failed' ? new Passing(thrown) : thrown
}
