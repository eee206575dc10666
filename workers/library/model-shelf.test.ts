// What is left of a model when its download is given up, and what a check of files gives way to.
import { expect, test } from 'vitest'
import type { ModelManifest } from '../../src/core/manifest'
import type { Machine } from '../../src/core/precision'
import { createFakeLocks } from '../store/fake-server'
import type { ModelStore } from '../store/model-store'
import { manifestOf, setUp, vae } from '../store/test-bench'
import type { ModelLibrary } from './model-library'
import { modelShelf } from './model-shelf'
import type { ModelShelf } from './model-shelf'

const machine = async (): Promise<Machine> => ({ backend: 'wasm', shaderF16: false })
const graph = (path: string) => ({ graph: path, externalData: {} })
const precision = (id: string, path: string) => ({ id, graphs: { textEncoder: graph(path), unet: graph(path), vaeDecoder: graph('vae.onnx') } })
const small = precision('small', 'vae.onnx')
const large = precision('large', 'unet.onnx')

/** A shelf where the decoder is whole, and of a model with these precisions is given up what was fetched. */
async function discarded(precisions: object[], others: ModelManifest[] = []) {
  const { store } = setUp({ locks: createFakeLocks() })
  const model = { ...manifestOf(), precisions } as unknown as ModelManifest
  const models = [model, ...others]
  const library = { known: async () => models, keep: async () => models, find: async () => model } as unknown as ModelLibrary
  const shelf = modelShelf({ store, library, capabilities: machine, triedFor: machine, letGo: async () => {} })
  await store.ensure(manifestOf(['vae.onnx']))
  expect(await store.status(model)).toMatchObject({ storedBytes: vae.length, ready: false })
  await shelf.stopDownload('m', true)
  return (await store.status(model)).storedBytes
}

test('a download that is discarded leaves nothing, what was whole already included', async () => {
  expect(await discarded([large])).toBe(0)
})

test('a precision that is whole stays when the download of another is discarded', async () => {
  expect(await discarded([small, large])).toBe(vae.length)
})

test('a file that another model uses stays', async () => {
  expect(await discarded([large], [{ ...manifestOf(['vae.onnx']), id: 'other' }])).toBe(vae.length)
})

test.each<[string, (shelf: ModelShelf) => Promise<unknown>]>([
  ['a download', (shelf) => shelf.download('m', () => {})],
  ['a check that a person asked for', (shelf) => shelf.verify('m', () => {})],
  ['an export', (shelf) => shelf.exportFiles('m')],
  ['a model that is added', (shelf) => shelf.addModel({ kind: 'files', files: [] }, manifestOf(), () => {})],
])('a check of files ends for %s', async (_, work) => {
  let checking: AbortSignal | undefined
  const store = { checkDue: (_known: unknown, signal: AbortSignal) => { checking = signal; return new Promise(() => {}) } } as unknown as ModelStore
  const library = { known: async () => [], find: async () => { throw new Error('enough') } } as unknown as ModelLibrary
  const shelf = modelShelf({ store, library, capabilities: machine, triedFor: machine, letGo: async () => {} })
  void shelf.checkDue()
  await Promise.resolve()
  expect(checking?.aborted).toBe(false)
  await work(shelf).catch(() => undefined)
  expect(checking?.aborted).toBe(true)
})
