// A server of model folders as people meet them: with the hub's API or without, with index pages, with ranges or without, gated,
// compressed, or answering everything with its own page.
import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, normalize } from 'node:path'
import { gzipSync } from 'node:zlib'

export interface ServerHabits {
  /** /api/models of these repositories: owner/name → folder. Their files lie at /owner/name/resolve/REVISION/. */
  repositories?: Record<string, string>
  /** False = a mirror without the API. */
  api?: boolean
  gated?: boolean
  card?: Record<string, unknown>
  /** Files a page of a listing has. */
  pageSize?: number
  /** Folders served below /, as they are. */
  folder?: string
  /** HTML pages for folders. */
  index?: boolean
  ranges?: boolean
  head?: boolean
  gzip?: boolean
  /** What is missing is answered with a page and status 200. */
  singlePage?: boolean
  /** Status for every request. */
  status?: number
  /** Every n-th body breaks off in the middle. */
  dropEvery?: number
}

export const commit = 'c0ffee'.padEnd(40, '0')

export interface ModelServer {
  url: string
  /** Method, path and range of every request. */
  asked: string[]
  /** Bytes of bodies that were sent. */
  sentBytes(): number
  close(): void
}

export async function serveModels(habits: ServerHabits): Promise<ModelServer> {
  const asked: string[] = []
  let sent = 0
  let bodies = 0
  const server = createServer((request, response) => {
    asked.push([request.method, request.url, request.headers.range ?? ''].join(' ').trim())
    const url = new URL(request.url ?? '/', 'http://server')
    const path = decodeURIComponent(url.pathname)
    if (habits.status !== undefined) return void response.writeHead(habits.status, habits.status === 429 ? { 'Retry-After': '7' } : {}).end()
    if (path.startsWith('/api/models/') && habits.api !== false) return answerApi(url, path.slice('/api/models/'.length), habits, response)
    const file = fileAt(path, habits)
    if (!file) return void (habits.singlePage ? response.writeHead(200, { 'Content-Type': 'text/html' }).end('<html><a href="/main.js">app</a></html>') : response.writeHead(404).end('not here'))
    if (statSync(file).isDirectory()) return answerFolder(path, file, habits, response)
    bodies += 1
    sent += answerFile(file, habits, request, response, habits.dropEvery !== undefined && bodies % habits.dropEvery === 0)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    sentBytes: () => sent,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

function fileAt(path: string, { repositories = {}, folder }: ServerHabits): string | null {
  const [, owner, name, verb, , ...inner] = path.split('/')
  const repository = repositories[`${owner}/${name}`]
  const file = repository && verb === 'resolve' ? join(repository, ...inner) : folder ? join(folder, normalize(path)) : null
  return file && existsSync(file) ? file : null
}

function answerApi(url: URL, path: string, { repositories = {}, gated = false, card = {}, pageSize = 1000 }: ServerHabits, response: ServerResponse): void {
  const [owner, name, verb, revision = 'main'] = path.split('/')
  const folder = repositories[`${owner}/${name}`]
  const say = (status: number, body: unknown, headers: Record<string, string> = {}) => response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body))
  if (!folder) return void say(401, { error: 'Repository not found' }, { 'X-Error-Code': 'RepoNotFound' })
  if (!['main', commit].includes(revision)) return void say(404, { error: 'Invalid rev id' }, { 'X-Error-Code': 'RevisionNotFound' })
  if (verb === 'revision') return void say(200, { id: `${owner}/${name}`, sha: commit, gated: gated ? 'manual' : false, cardData: card })
  const files = listFiles(folder)
  const from = Number(url.searchParams.get('cursor') ?? 0)
  const entries = files.slice(from, from + pageSize).map((file) => entryOf(folder, file))
  const next = from + pageSize < files.length ? { Link: `<https://huggingface.co/api/models/${path}?recursive=true&cursor=${from + pageSize}>; rel="next"` } : {}
  say(200, [{ type: 'directory', path: 'unet', oid: 'x', size: 0 }, ...entries], next as Record<string, string>)
}

/** Graphs and weights are in LFS there: they have a SHA-256. */
function entryOf(folder: string, file: string): unknown {
  const bytes = readFileSync(join(folder, file))
  const lfs = /\.(onnx|pb|onnx_data\w*)$/.test(file) && { lfs: { oid: createHash('sha256').update(bytes).digest('hex'), size: bytes.length, pointerSize: 130 } }
  return { type: 'file', path: file, size: bytes.length, oid: 'a'.repeat(40), ...lfs }
}

export function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).toSorted()
}

function answerFolder(path: string, folder: string, { index }: ServerHabits, response: ServerResponse): void {
  if (!index) return void response.writeHead(403).end()
  const names = readdirSync(folder, { withFileTypes: true }).map((entry) => entry.name + (entry.isDirectory() ? '/' : ''))
  const links = names.map((name) => `<a href="${encodeURIComponent(name).replace('%2F', '/')}">${name}</a>`)
  response.writeHead(200, { 'Content-Type': 'text/html' }).end(`<h1>${path}</h1><a href="?C=N;O=D">Name</a> <a href="../">up</a> ${links.join(' ')}`)
}

function answerFile(file: string, { ranges = true, head = true, gzip = false }: ServerHabits, request: IncomingMessage, response: ServerResponse, drop: boolean): number {
  const { size } = statSync(file)
  const isHead = request.method === 'HEAD'
  if (isHead && !head) {
    response.writeHead(405).end()
    return 0
  }
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? []
  const part = ranges && from !== undefined && !isHead ? { start: Number(from), end: to ? Math.min(Number(to), size - 1) : size - 1 } : null
  if (gzip && !part) {
    const packed = gzipSync(readFileSync(file))
    response.writeHead(200, { 'Content-Encoding': 'gzip', 'Content-Length': packed.length }).end(isHead ? undefined : packed)
    return packed.length
  }
  const { start, end } = part ?? { start: 0, end: size - 1 }
  response.writeHead(part ? 206 : 200, { 'Content-Length': end - start + 1, 'Content-Type': 'application/octet-stream', ...(part && { 'Content-Range': `bytes ${start}-${end}/${size}` }) })
  if (isHead) response.end()
  else if (drop) response.write(readFileSync(file).subarray(start, start + Math.ceil((end - start) / 2)), () => response.destroy())
  else createReadStream(file, { start, end }).pipe(response)
  return isHead ? 0 : end - start + 1
}
