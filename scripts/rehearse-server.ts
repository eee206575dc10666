// A folder on a server of another origin, with ranges, that counts what it sends: files are streamed, never held.
import { createReadStream, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, normalize } from 'node:path'

export interface CountingServer {
  url: string
  /** Of answers' bodies, so far. */
  sentBytes(): number
  close(): void
}

export async function serveCounting(folder: string): Promise<CountingServer> {
  let sent = 0
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
    const body = createReadStream(path, { start, end, highWaterMark: 1 << 20 })
    body.on('data', (chunk) => { sent += chunk.length })
    response.on('close', () => body.destroy())
    body.pipe(response)
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
