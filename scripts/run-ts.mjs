// Runs a TypeScript file in Node 20, which cannot by itself: Vite transforms it and everything it imports.
// node scripts/run-ts.mjs <file.ts> [arguments]
import { resolve } from 'node:path'
import { runnerImport } from 'vite'

const [file, ...args] = process.argv.slice(2)
if (!file) {
  console.error('node scripts/run-ts.mjs <file.ts> [arguments]')
  process.exit(2)
}
const path = resolve(file)
process.argv = [process.argv[0] ?? 'node', path, ...args]
await runnerImport(path, { configFile: false, logLevel: 'error' })
