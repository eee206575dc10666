// The import law, the absence of import circles, the names and the sizes of files. `npm run check` fails when a file breaks one of them.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { expect, test } from 'vitest'
import { breaches } from './breaches'
import { circles } from './circles'
import { references } from './imports'
import { barrels, budgets } from './laws'

const root = posix.join(import.meta.dirname, '..')

function filesOf(folders: string[]): string[] {
  return folders
    .filter((folder) => existsSync(posix.join(root, folder)))
    .flatMap((folder) => readdirSync(posix.join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => posix.join(folder, name)))
    .filter((path) => /\.(ts|tsx|mjs|py)$/.test(path) && !path.includes('/.') && !path.includes('__pycache__'))
}

const read = (path: string): string => readFileSync(posix.join(root, path), 'utf8')
const sources = filesOf(['src', 'workers'])
const everything = [...sources, ...filesOf(['tests', 'e2e', 'scripts', 'lab', 'tools'])]

test('every import keeps to the law of its folder', () => {
  expect(sources.length).toBeGreaterThan(5)
  expect(sources.flatMap((path) => breaches(path, read(path)))).toEqual([])
})

const imports = new Map(sources.map((path) => [path, references(path, read(path))]))

test('no import circle, not even one that only types close', () => {
  expect(circles(imports)).toEqual([])
})

test('no file is longer than its budget', () => {
  const long = everything.flatMap((path) => {
    const lines = read(path).trimEnd().split('\n').length
    const [, budget = 0] = budgets.find(([pattern]) => pattern.test(path)) ?? []
    return lines > budget ? [`${path}: ${lines} lines, at most ${budget}`] : []
  })
  expect(long).toEqual([])
})

test('files are named after their idea: kebab-case.ts, PascalCase.tsx, no barrels', () => {
  const odd = sources.filter((path) => {
    const name = posix.basename(path)
    if (name === 'index.ts') return !barrels.includes(path)
    if (path === 'src/main.tsx') return false
    return !(name.endsWith('.tsx') ? /^[A-Z][A-Za-z0-9]*\.tsx$/ : /^[a-z0-9]+(-[a-z0-9]+)*(\.(test|long\.test|worker|sw|d|en|zh))?\.ts$/).test(name)
  })
  expect(odd).toEqual([])
})

// The checks above pass on an empty list, so these plant a wrong import for each kind of law and expect a complaint.
test.each([
  ['src/core/denoiser.ts', "import { h } from 'preact'", 'preact'],
  ['src/core/denoiser.ts', "import type { EngineApi } from '../protocol/engine-api'", '../protocol/engine-api'],
  ['src/core/samplers/euler.ts', "export { x } from '../../state/generation'", '../../state/generation'],
  ['src/protocol/engine-api.ts', "import { wrap } from 'comlink'", 'comlink'],
  ['src/protocol/engine-api.ts', "import { sigmas } from '../core/schedule'", '../core/schedule'],
  ['src/client/engine.ts', "import { run } from '../../workers/run/denoise-loop'", '../../workers/run/denoise-loop'],
  ['src/client/engine.ts', "new Worker(new URL('../../workers/run/denoise-loop.ts', import.meta.url))", '../../workers/run/denoise-loop.ts'],
  ['src/state/gallery.ts', "import { h } from 'preact'", 'preact'],
  ['src/ui/Prompt.tsx', "import { connect } from '../client/engine'", '../client/engine'],
  ['src/ui/shell/Header.tsx', "import { StudioRoom } from '../../rooms/studio/Room'", '../../rooms/studio/Room'],
  ['src/rooms/compare/Room.tsx', "import { Stage } from '../studio/Stage'", '../studio/Stage'],
  ['src/ui/Prompt.tsx', "type T = import('../protocol/events').EngineEvent", '../protocol/events'],
  ['src/learn/noise/Scene.tsx', "import { Panel } from '../../ui/Panel'", '../../ui/Panel'],
  ['src/api/sdapi.ts', "await import('../ui/App')", '../ui/App'],
  ['workers/engine.ts', "import * as ort from 'onnxruntime-web/jspi'", 'onnxruntime-web/jspi'],
  ['workers/engine.ts', "import { state } from '../src/state/app'", '../src/state/app'],
  ['workers/engine.ts', 'await import(name)', 'something computed'],
  ['workers/stages/unet.ts', "import { get } from 'idb-keyval'", 'idb-keyval'],
  ['workers/store/parts.ts', "import { brokenDisk } from './test-bench'", './test-bench'],
  ['workers/offline/offline.sw.ts', "import { engine } from '../engine'", '../engine'],
])('a planted breach is reported: %s ← %s', (path, source, named) => {
  expect(breaches(path, source)).toEqual([expect.stringContaining(named)])
})

// One import more than there is, each leading back to a file that imports this one.
test.each([
  ['src/core/errors/engine-error.ts', "import { buildSchedule } from '../schedule'", 'a circle of imports: src/core/errors/engine-error.ts → src/core/schedule.ts → src/core/errors/engine-error.ts'],
  ['src/core/schedule/log-float32.ts', "export * from '../schedule'", 'a circle of imports: src/core/schedule.ts → src/core/schedule/noise-model.ts → src/core/schedule/log-float32.ts → src/core/schedule.ts'],
  ['workers/jobs.ts', "const run = () => import('./engine')", 'a circle of imports: workers/engine.ts → workers/jobs.ts → workers/engine.ts'],
  ['src/state/choice.ts', "import type { Form } from './form'", 'a circle of imports, some only of types: src/state/choice.ts → src/state/form.ts → src/state/choice.ts'],
  ['src/state/choice.ts', "import type { Choice } from './choice'", 'a circle of imports, some only of types: src/state/choice.ts → src/state/choice.ts'],
  ['src/core/manifest.ts', "type Checked = import('./manifest-check').Checked", 'a circle of imports, some only of types: src/core/manifest-check.ts → src/core/manifest.ts → src/core/manifest-check.ts'],
])('a planted circle is reported: %s ← %s', (path, line, circle) => {
  expect(circles(new Map([...imports, [path, [...imports.get(path)!, ...references(path, line)]]]))).toEqual([circle])
})

test.each([
  ['src/client/engine.ts', "new Worker(new URL('../../workers/diffusion.worker.ts', import.meta.url), { type: 'module' })"],
  ['src/protocol/engine-api.ts', "import type { ModelManifest } from '../core/manifest'"],
  ['src/protocol/events.ts', "import { type ModelManifest } from '../core/manifest'"],
  ['workers/ort/session.ts', "import wasm from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.wasm?url'"],
  ['src/core/latent.ts', "// import { h } from 'preact'\nconst text = \"import 'preact'\""],
])('what the law allows passes: %s ← %s', (path, source) => {
  expect(breaches(path, source)).toEqual([])
})
