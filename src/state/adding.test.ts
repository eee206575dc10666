import { expect, test, vi } from 'vitest'
import { EngineError } from '../core/errors/engine-error'
import type { ModelManifest } from '../core/manifest'
import type { Inspection, ModelSource } from '../protocol/inspection'
import { createAdding } from './adding'
import { testClient } from './test-client'

const hub = 'https://hub.test'
const file = (path: string) => ({ path, file: new Blob() })
const inspection = (change: Partial<Inspection> = {}) => ({ name: 'tiny', problems: [], choices: [], manifest: { id: 'tiny' } as ModelManifest, ...change }) as Inspection

test('what is typed is looked into, and added only on a yes', async () => {
  const sources: ModelSource[] = []
  const onAdded = vi.fn(async () => {})
  const added: string[] = []
  const adding = createAdding(testClient({
    inspect: async (source) => { sources.push(source); return inspection() },
    addModel: async (_source, { id }) => { added.push(id); return id },
  }), onAdded)
  await adding.look('owner/name@v2', hub)
  expect(sources).toEqual([{ kind: 'hub', source: { repo: 'owner/name', revision: 'v2' }, folder: '' }])
  expect([adding.found.value?.inspection.name, added]).toEqual(['tiny', []])
  await adding.add()
  expect([added, onAdded.mock.calls.length, adding.added.value, adding.found.value]).toEqual([['tiny'], 1, 'tiny', null])
})

test('what is no address is said to be none, without asking anybody', async () => {
  const inspect = vi.fn(async () => inspection())
  const adding = createAdding(testClient({ inspect }), async () => {})
  await adding.look('a red fish', hub)
  expect([adding.error.value?.code, inspect.mock.calls.length, adding.busy.value]).toEqual(['bad-request', 0, false])
})

test('a model with problems cannot be added', async () => {
  const addModel = vi.fn(async () => 'tiny')
  const adding = createAdding(testClient({ inspect: async () => inspection({ manifest: null }), addModel }), async () => {})
  await adding.look('owner/name', hub)
  await adding.add()
  expect(addModel).not.toHaveBeenCalled()
})

test('a look that was overtaken says nothing any more, not even that it failed', async () => {
  const ends: Array<{ done: (found: Inspection) => void; fail: (error: Error) => void }> = []
  const adding = createAdding(testClient({ inspect: () => new Promise((done, fail) => { ends.push({ done, fail }) }) }), async () => {})
  const first = adding.look('owner/first', hub)
  const second = adding.look('owner/second', hub)
  ends[0]?.fail(new EngineError('not-found.path', { path: 'x' }))
  await first
  expect([adding.error.value, adding.busy.value]).toEqual([null, true])
  ends[1]?.done(inspection({ name: 'second' }))
  await second
  expect([adding.found.value?.inspection.name, adding.busy.value]).toEqual(['second', false])
})

test('of several models in one place, the chosen folder is looked into', async () => {
  const sources: ModelSource[] = []
  const adding = createAdding(testClient({ inspect: async (source) => { sources.push(source); return inspection({ choices: ['a', 'b'], manifest: null }) } }), async () => {})
  await adding.look('owner/name', hub)
  await adding.lookInto('b')
  expect(sources[1]).toMatchObject({ folder: 'b/' })
  await adding.lookIntoFiles([file('top/a/model_index.json'), file('top/b/model_index.json'), file('top/b/unet/model.onnx')])
  await adding.lookInto('b')
  expect(sources[3]).toMatchObject({ files: [{ path: 'top/b/model_index.json' }, { path: 'top/b/unet/model.onnx' }] })
})

test('dropped files that cannot be listed are an error of the look; none at all are nothing to look into', async () => {
  const inspect = vi.fn(async () => inspection())
  const adding = createAdding(testClient({ inspect }), async () => {})
  await adding.lookIntoFiles(Promise.reject(new DOMException('gone', 'NotFoundError')))
  expect([adding.error.value === null, adding.busy.value]).toEqual([false, false])
  await adding.lookIntoFiles(Promise.resolve([]))
  expect([adding.error.value, inspect.mock.calls.length]).toEqual([null, 0])
  await adding.lookIntoFiles(Promise.resolve([file('a')]))
  expect(adding.found.value?.source).toEqual({ kind: 'files', files: [file('a')] })
})
