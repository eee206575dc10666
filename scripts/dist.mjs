// The built app: builds it when a source is newer, and serves it with the headers of scripts/policy-plugin.ts.
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { build, preview } from 'vite'

const root = join(import.meta.dirname, '..')
const sources = ['src', 'workers', 'public', 'models.manifest.json', 'index.html', 'vite.config.ts', 'oldest-browsers.json', 'scripts/manifest-plugin.mjs', 'scripts/policy-plugin.ts', 'scripts/notices-plugin.ts', 'scripts/onnxruntime-notices.txt', 'package-lock.json']

/** Builds dist if it is missing or older than a source. */
export async function ensureBuilt() {
  const built = newest(join(root, 'dist', 'index.html'))
  if (built > Math.max(...sources.map((name) => newest(join(root, name))))) return
  await build({ root, logLevel: 'warn' })
}

/**
 * Serves dist until `close` is called.
 * @param {{ port?: number, strictPort?: boolean, host?: string, folder?: string }} [options] port 0 = any free one; `folder` = a changed copy of dist
 */
export async function serveDist({ port = 4870, strictPort = false, host = '127.0.0.1', folder = join(root, 'dist') } = {}) {
  const server = await preview({ root, logLevel: 'warn', build: { outDir: folder }, preview: { port, strictPort, host } })
  const address = server.httpServer.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return { url: `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${address.port}/`, close: () => server.close() }
}

/**
 * Latest modification below a path, in ms; 0 when it does not exist.
 * @param {string} path
 * @returns {number}
 */
function newest(path) {
  if (!existsSync(path)) return 0
  const stats = statSync(path)
  if (!stats.isDirectory()) return stats.mtimeMs
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))))
}
