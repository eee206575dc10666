// Vite plugin: the list of models lies at the root, where people look for it, and is served and built beside index.html as it is.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const name = 'models.manifest.json'
const read = () => readFileSync(join(import.meta.dirname, '..', name))

/** @returns {import('vite').Plugin} */
export function manifestPlugin() {
  return {
    name: 'darkroom-models-manifest',
    configureServer({ config, middlewares }) {
      // Read for each request, so that a reload shows what was edited.
      middlewares.use(`${config.base}${name}`, (_, response) => {
        response.setHeader('Content-Type', 'application/json')
        response.end(read())
      })
    },
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: name, source: read() })
    },
  }
}
