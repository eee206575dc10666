// The plainest static host there is: no headers but the type, and the app below a sub-path, like GitHub Pages, or at the root.
import { createReadStream, existsSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'

const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.wasm': 'application/wasm',
}

export interface StaticHost { url: string; port: number; close: () => Promise<void> }

/** Serves `folder` at http://127.0.0.1:<port>/<path>/ until `close` is called; port 0 = any free one. */
export async function serveStatically(folder: string, path: string, wanted = 0): Promise<StaticHost> {
  const root = path === '' ? '/' : `/${path}/`
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://host')
    const below = pathname.startsWith(root) ? pathname.slice(root.length) || 'index.html' : ''
    const file = join(folder, normalize(decodeURIComponent(below)))
    if (below === '' || !file.startsWith(folder) || !existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404).end()
      return
    }
    response.writeHead(200, { 'Content-Type': types[extname(file)] ?? 'application/octet-stream' })
    createReadStream(file).pipe(response)
  })
  await new Promise<void>((listening) => server.listen(wanted, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}${root}`,
    port,
    close: () => new Promise((closed) => {
      server.close(() => closed())
      server.closeAllConnections()
    }),
  }
}
