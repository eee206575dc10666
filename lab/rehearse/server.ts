// A folder on a server of another origin, with ranges, that counts what it sends: files are streamed, never held.
import { createReadStream, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, normalize } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { setTimeout as wait } from 'node:timers/promises'

export interface CountingServer {
  url: string
  /** Of answers' bodies, so far. */
  sentBytes(): number
  close(): void
}

/** `rate`: bytes a second that all its answers share; null = as many as are taken. */
export async function serveCounting(folder: string, rate: number | null): Promise<CountingServer> {
  let sent = 0
  let lineFreeAt = 0
  async function* counted(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      if (rate !== null) {
        lineFreeAt = Math.max(lineFreeAt, performance.now()) + (chunk.length / rate) * 1000
        await wait(lineFreeAt - performance.now())
      }
      sent += chunk.length
      yield chunk
    }
  }
  const server = createServer((request, response) => {
    const path = join(folder, normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://host').pathname)))
    const stats = path.startsWith(folder) ? statSync(path, { throwIfNoEntry: false }) : undefined
    const open = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Headers': '*', 'Access-Control-Expose-Headers': 'Content-Range, ETag, Accept-Ranges', 'Cross-Origin-Resource-Policy': 'cross-origin' }
    if (request.method === 'OPTIONS') return void response.writeHead(204, open).end()
    if (!stats?.isFile()) return void response.writeHead(404, open).end()
    const { start, end, ranged } = rangeOf(request.headers.range, stats.size)
    response.writeHead(ranged ? 206 : 200, {
      ...open,
      'Content-Type': 'application/octet-stream',
      'Accept-Ranges': 'bytes',
      'Content-Length': end - start + 1,
      'ETag': `"${stats.size}-${stats.mtimeMs}"`,
      ...(ranged && { 'Content-Range': `bytes ${start}-${end}/${stats.size}` }),
    })
    if (request.method === 'HEAD' || stats.size === 0) return void response.end()
    const body = createReadStream(path, { start, end, highWaterMark: rate === null ? 1 << 20 : 1 << 12 })
    pipeline(body, counted, response).catch(() => {}) // a page that is closed breaks its answers off
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/`,
    sentBytes: () => sent,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** Both ends are sent. A header that cannot be met means the whole file. */
export function rangeOf(header: string | undefined, size: number): { start: number; end: number; ranged: boolean } {
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(header ?? '') ?? []
  const start = Number(from)
  if (from === undefined || start >= size) return { start: 0, end: size - 1, ranged: false }
  return { start, end: to ? Math.min(Number(to), size - 1) : size - 1, ranged: true }
}
