// A file server with ranges and every way a real one, or the line to it, misbehaves; of another origin than the app.
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'

export const faultNames = [
  'no answer', 'connection drops', 'stalls', 'slow body', 'too short', 'too long', '404', '503 with Retry-After', 'web page',
  'no ranges', 'lying Content-Range', 'gzip body', 'gzip range', 'wrong content',
] as const
export type FaultName = (typeof faultNames)[number]

export interface FaultyServer {
  url: string
  /** Decides over each request; null = a faultless answer. Numbers in 0 … 1 place the fault. */
  fault: (path: string) => { name: FaultName; place: number } | null
  close(): void
}

/** What goes over the line: `cut` bytes of it, then an end of some kind. */
interface Sent { status: number; headers: Record<string, string | number>; body: Buffer; cut?: { at: number; ending: 'drop' | 'stall' }; chunkMs?: number }

export async function serveFaultily(files: ReadonlyMap<string, Buffer>): Promise<FaultyServer> {
  const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  const faulty: FaultyServer = {
    url: `http://127.0.0.1:${port}/`,
    fault: () => null,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = decodeURIComponent((request.url ?? '/').slice(1))
    const file = files.get(path)
    const { name = null, place = 0 } = faulty.fault(path) ?? {}
    if (name === 'no answer') return void request.socket.destroy()
    await send(response, file ? sentOf(file, request.headers.range ?? null, name, place) : { status: 404, headers: {}, body: Buffer.from('nothing here') })
  }
  return faulty
}

function sentOf(file: Buffer, range: string | null, name: FaultName | null, place: number): Sent {
  if (name === '404') return { status: 404, headers: {}, body: Buffer.from('nothing here') }
  if (name === '503 with Retry-After') return { status: 503, headers: { 'Retry-After': Math.round(3 * place) }, body: Buffer.from('busy') }
  if (name === 'web page') return { status: 200, headers: { 'Content-Type': 'text/html' }, body: Buffer.from('<!doctype html><title>Sign in</title>') }
  const [, from, to] = (name === 'no ranges' || name === 'gzip body' ? null : /^bytes=(\d+)-(\d*)$/.exec(range ?? '')) ?? []
  const ranged = from !== undefined
  const late = ranged && name === 'lying Content-Range' ? 1 + Math.floor(place * 1000) : 0
  const start = Math.min(file.length, (ranged ? Number(from) : 0) + late)
  const end = ranged && to ? Math.min(file.length, Number(to) + 1) : file.length
  const headers = ranged ? { 'Content-Range': `bytes ${start}-${end - 1}/${file.length}` } : {}
  const right: Sent = { status: ranged ? 206 : 200, headers, body: file.subarray(start, end) }
  const { body } = right
  const middle = Math.floor(place * body.length)
  switch (name) {
    case 'connection drops': return { ...right, cut: { at: middle, ending: 'drop' } }
    case 'stalls': return { ...right, cut: { at: middle, ending: 'stall' } }
    case 'slow body': return { ...right, chunkMs: 10 }
    case 'too short': return { ...right, body: body.subarray(0, middle) }
    case 'too long': return { ...right, body: Buffer.concat([body, Buffer.alloc(1 + Math.floor(place * 5000), 7)]) }
    case 'wrong content': return { ...right, body: flipped(body, middle) }
    // A whole body, compressed: lawful, but its length tells nothing. Of a range it is a part of something else.
    case 'gzip body': return { ...right, headers: { ...headers, 'Content-Encoding': 'gzip' }, body: zipped(file) }
    case 'gzip range': return { ...right, headers: { ...headers, 'Content-Encoding': 'gzip' }, body: zipped(file).subarray(start, ranged ? end : undefined) }
    default: return right
  }
}

/** Kept: packing a large file takes as long as a line that stalls. */
const packed = new Map<Buffer, Buffer>()
function zipped(file: Buffer): Buffer {
  const known = packed.get(file) ?? gzipSync(file, { level: 1 })
  packed.set(file, known)
  return known
}

async function send(response: ServerResponse, { status, headers, body, cut, chunkMs }: Sent): Promise<void> {
  response.writeHead(status, {
    'Content-Type': 'application/octet-stream',
    'Content-Length': body.length,
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Expose-Headers': 'Content-Range',
    'Cross-Origin-Resource-Policy': 'cross-origin',
    ...headers,
  })
  if (chunkMs !== undefined) {
    const size = Math.ceil(body.length / 20) || 1
    for (let at = 0; at < body.length; at += size) {
      response.write(body.subarray(at, at + size))
      await wait(chunkMs)
    }
    return void response.end()
  }
  if (!cut) return void response.end(body)
  // Dropped only when all before it is on its way: a reset throws away what is not.
  await new Promise<void>((written) => response.write(body.subarray(0, cut.at), () => written()))
  if (cut.ending === 'drop') response.destroy()
}

function flipped(body: Buffer, at: number): Buffer {
  const wrong = Buffer.from(body)
  if (wrong.length > 0) wrong[Math.min(at, wrong.length - 1)]! ^= 4
  return wrong
}
