// `npm start`: builds when needed, then serves dist. Needs Node and the installed packages, no network.
// Not on Vite's port: the service worker keeps answering for an origin, and the next project on that port would be met by it.
import { parseArgs } from 'node:util'
import { ensureBuilt, serveDist } from './dist.mjs'

const usage = 'npm start -- [--port 4870] [--host 127.0.0.1] [--strict-port]'

function readOptions() {
  try {
    const { values } = parseArgs({
      options: { port: { type: 'string', default: '4870' }, host: { type: 'string', default: 'localhost' }, 'strict-port': { type: 'boolean', default: false } },
    })
    const port = Number(values.port)
    if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`--port ${values.port} is not a port`)
    return { port, host: values.host, strictPort: values['strict-port'] }
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n${usage}`)
    process.exit(2)
  }
}

const options = readOptions()
await ensureBuilt()
const { url } = await serveDist(options)
console.log(`Darkroom is ready: open ${url}`)
