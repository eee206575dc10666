// Who may import what: the table of docs/architecture.md in a form that a test can enforce.
// The first law whose `of` begins a file's path rules that file, so exceptions stand above their folder.

export interface Law {
  /** A file, or a folder ending in '/'. A folder may always import itself. */
  of: string
  /** Files and folders it may import. */
  files: string[]
  /** Files and folders it may import types from, and nothing else. */
  types?: string[]
  packages: string[]
  /** Files it may name by `new URL(..., import.meta.url)`: how the page names a worker without importing it. */
  urls?: RegExp
}

const plots = ['uplot', 'd3-scale', 'd3-shape']
const page = ['src/ui/', 'src/state/', 'src/core/']
const view = ['preact', '@preact/signals', ...plots]
const worker = ['workers/', 'src/core/', 'src/protocol/']

export const laws: Law[] = [
  { of: 'src/core/', files: [], packages: [] },
  { of: 'src/protocol/errors.ts', files: ['src/protocol/', 'src/core/errors/engine-error.ts'], packages: ['comlink'] },
  { of: 'src/protocol/', files: ['src/core/errors/engine-error.ts'], types: ['src/core/'], packages: [] },
  {
    of: 'src/client/',
    files: ['src/protocol/', 'src/core/errors/engine-error.ts'],
    types: ['src/core/'],
    packages: ['comlink'],
    urls: /^workers\/[a-z-]+\.worker\.ts$/,
  },
  { of: 'src/state/', files: ['src/client/', 'src/protocol/', 'src/core/'], packages: ['@preact/signals', 'idb-keyval'] },
  // The shell alone knows the rooms; a room knows nothing of the others, so that each can come by itself.
  { of: 'src/ui/shell/House.tsx', files: ['src/rooms/', ...page], packages: view },
  { of: 'src/ui/shared/', files: ['src/state/', 'src/core/'], packages: view },
  { of: 'src/ui/', files: page, packages: view },
  ...['studio', 'compare', 'models', 'rescue'].map((room) => ({ of: `src/rooms/${room}/`, files: page, packages: view })),
  { of: 'src/learn/', files: ['src/state/', 'src/core/', 'src/ui/shared/'], packages: view },
  { of: 'src/api/', files: ['src/client/', 'src/protocol/', 'src/core/'], packages: [] },
  { of: 'src/pwa/', files: [], packages: ['workbox-window'] },
  { of: 'src/main.tsx', files: ['src/'], packages: ['preact', '@preact/signals'] },
  { of: 'workers/offline/', files: [], packages: ['workbox-core', 'workbox-precaching', 'workbox-routing', 'workbox-strategies'] },
  { of: 'workers/ort/', files: worker, packages: ['onnxruntime-web'] },
  { of: 'workers/store/', files: worker, packages: ['idb-keyval', 'hash-wasm'] },
  { of: 'workers/stages/tokenizer.ts', files: worker, packages: ['@huggingface/tokenizers'] },
  { of: 'workers/diffusion.worker.ts', files: worker, packages: ['comlink'] },
  { of: 'workers/', files: worker, packages: [] },
]

/** Code that only the test runner loads; the app must not import it. */
export const testCode = /(\.test|\/test-[^/.]*)(\.ts)?$/

/** What test code may import besides. */
export const testFiles = ['tests/', 'models.manifest.json']
export const testPackages = ['vitest', 'fake-indexeddb', 'node:fs', 'node:path', 'node:url', 'node:crypto', 'node:zlib']

/** Longest allowed file in lines; the first match counts. A longer one holds two ideas. */
export const budgets: [RegExp, number][] = [
  [/^workers\/.*\.worker\.ts$/, 20],
  [/^workers\/run\/denoise-loop\.ts$/, 100],
  [/./, 400],
]

export const barrels = ['src/core/samplers/index.ts']
