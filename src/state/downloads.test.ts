import { signal } from '@preact/signals'
import { expect, test, vi } from 'vitest'
import { EngineError } from '../core/errors/engine-error'
import type { ModelManifest } from '../core/manifest'
import type { LoadedModel } from '../protocol/loaded-model'
import type { LibraryEntry } from '../protocol/models-api'
import type { EngineClient } from '../client/engine-client'
import { createDownloads } from './downloads'
import type { MemoryFit, MemoryWish } from './load-choice'
import { createModels } from './models'
import { testClient } from './test-client'

const entry = (id: string, manifest: Partial<ModelManifest> = {}) => ({ manifest: { id, name: id, licence: 'Free', ...manifest }, precision: 'fp16', ready: false }) as LibraryEntry
const settle = () => new Promise((resolve) => setTimeout(resolve))
const full = new EngineError('disk-full.free', { needed: '2 MB', free: '1 MB' })

const needing = (neededBytes: number) => ({ verdict: 'fits', neededBytes }) as MemoryFit

async function setUp(own: Partial<EngineClient> = {}) {
  const calls: string[] = []
  const client = testClient({
    library: async () => [entry('plain'), entry('bound', { acceptLicence: true, licence: 'Bound' })],
    load: async (id) => { calls.push(`load ${id}`); return { modelId: id } as LoadedModel },
    download: async (id, _onProgress, choice) => { calls.push(`download ${id}${choice?.precision ? ` as ${choice.precision}` : ''}`) },
    remove: async (id) => { calls.push(`remove ${id}`) },
    stopDownload: async (id, discard) => { calls.push(`${discard ? 'discard' : 'pause'} ${id}`) },
    ...own,
  })
  const wishes = { precision: signal(''), memory: signal<MemoryWish>({}) }
  const models = createModels(client, wishes)
  const licences = signal('')
  const persistStorage = vi.fn()
  const showModels = vi.fn()
  const files = createDownloads({ client, models, licences, wishes, persistStorage, showModels })
  await models.refresh()
  return { files, calls, licences, wishes, models, persistStorage, showModels }
}

test('a model without conditions downloads at once, in the precision wished for, and asks that storage be kept', async () => {
  const { files, calls, wishes, persistStorage } = await setUp()
  wishes.precision.value = 'q4'
  const then = vi.fn()
  files.download('plain', then)
  await settle()
  expect(calls).toEqual(['download plain as q4'])
  expect([then.mock.calls.length, persistStorage.mock.calls.length, files.asking.value]).toEqual([1, 1, null])
})

test('a licence is agreed to once: for this model and this text of it', async () => {
  const { files, calls, licences, models } = await setUp()
  files.download('bound')
  await settle()
  expect([calls, files.asking.value]).toEqual([[], 'bound'])
  files.agree()
  await settle()
  expect(calls).toEqual(['download bound'])
  files.download('bound')
  await settle()
  expect([calls.length, licences.value]).toEqual([2, 'bound Bound'])
  models.library.value = [entry('bound', { acceptLicence: true, licence: 'Bound 2' })]
  files.download('bound')
  await settle()
  expect([calls.length, files.asking.value]).toEqual([2, 'bound'])
})

test('a picture with a model whose licence nobody agreed to is refused; the licence is asked about, and after the yes the model is fetched and loaded', async () => {
  const { files, calls, showModels } = await setUp()
  expect(() => files.admit('bound')).toThrow(expect.objectContaining({ key: 'bad-request.licence', params: { model: 'bound' } }))
  expect([files.asking.value, showModels.mock.calls.length, calls]).toEqual(['bound', 1, []])
  files.agree()
  await settle()
  expect([calls, files.asking.value]).toEqual([['download bound', 'load bound'], null])
  expect(() => files.admit('bound')).not.toThrow()
})

test('what is free, stored or unknown is nobody’s to refuse here', async () => {
  const { files, models, showModels } = await setUp()
  files.admit('plain')
  files.admit('nosuch')
  models.library.value = [{ ...entry('bound', { acceptLicence: true, licence: 'Bound' }), ready: true }]
  files.admit('bound')
  expect([showModels.mock.calls.length, files.asking.value]).toEqual([0, null])
})

test('a wish to have a model loads it, and asks for its licence first', async () => {
  const { files, calls, persistStorage } = await setUp()
  files.load('plain')
  await settle()
  files.load('bound')
  await settle()
  expect([calls, files.asking.value, persistStorage.mock.calls.length]).toEqual([['load plain'], 'bound', 2])
})

test('a yes to one licence does not load what another one was asked about before', async () => {
  const { files, calls } = await setUp()
  expect(() => files.admit('bound')).toThrow()
  files.asking.value = null
  files.download('bound')
  files.agree()
  await settle()
  expect(calls).toEqual(['download bound'])
})

test('declining downloads nothing', async () => {
  const { files, calls } = await setUp()
  files.download('bound')
  files.asking.value = null
  files.agree()
  await settle()
  expect(calls).toEqual([])
})

test('progress is shown while it lasts; one work at a time and model', async () => {
  const ends: Array<() => void> = []
  const downloads: string[] = []
  const { files } = await setUp({
    download: (id, onProgress) => new Promise((resolve) => {
      downloads.push(id)
      onProgress({ phase: 'download', item: 'unet', bytes: 1, totalBytes: 2, fetchedBytes: 1, bytesPerSecond: 0, secondsLeft: null })
      ends.push(resolve)
    }),
  })
  files.download('plain')
  files.download('plain')
  files.verify('plain')
  await settle()
  expect(downloads).toEqual(['plain'])
  expect(files.work.value.get('plain')).toMatchObject({ kind: 'download', progress: { bytes: 1 }, stopping: false })
  files.pause('plain')
  expect(files.work.value.get('plain')?.stopping).toBe(true)
  ends[0]?.()
  await settle()
  expect(files.work.value.size).toBe(0)
})

test('a pause leaves no error behind; a failure stays until the next try', async () => {
  let failure: EngineError = new EngineError('cancelled.run', {})
  const { files } = await setUp({ download: async () => { throw failure } })
  files.download('plain')
  await settle()
  expect(files.notes.value.size).toBe(0)
  failure = new EngineError('offline.download', {})
  files.download('plain')
  await settle()
  expect(files.notes.value.get('plain')).toEqual({ kind: 'failed', error: failure, room: null })
  failure = new EngineError('cancelled.run', {})
  files.download('plain')
  await settle()
  expect(files.notes.value.size).toBe(0)
})

test('on a full disk the longest unused model is offered, and making room removes it and goes on', async () => {
  const room = { freeBytes: 1, enough: true, remove: [{ id: 'old', bytes: 9, lastUsed: 1 }] }
  let isFull = true
  const calls: string[] = []
  const { files } = await setUp({
    roomFor: async () => room,
    remove: async (id) => { calls.push(`remove ${id}`); isFull = false },
    download: async (id) => { calls.push(`download ${id}`); if (isFull) throw full },
  })
  files.download('plain')
  await settle()
  expect(files.notes.value.get('plain')).toEqual({ kind: 'failed', error: full, room })
  await files.makeRoom('plain')
  expect(calls).toEqual(['download plain', 'remove old', 'download plain'])
  expect(files.notes.value.size).toBe(0)
})

test('a check says whether all is right, or which files were not', async () => {
  let wrong: string[] = []
  const { files } = await setUp({ verify: async () => wrong })
  files.verify('plain')
  await settle()
  expect(files.notes.value.get('plain')).toEqual({ kind: 'right' })
  wrong = ['unet/model.onnx']
  files.verify('plain')
  await settle()
  expect(files.notes.value.get('plain')).toEqual({ kind: 'wrong', paths: wrong })
})

test('saving to disk that the person called off says nothing', async () => {
  const { files } = await setUp()
  files.export('plain', async () => false)
  await settle()
  expect(files.notes.value.size).toBe(0)
  files.export('plain', async () => true)
  await settle()
  expect(files.notes.value.get('plain')).toEqual({ kind: 'exported' })
})

test('whether a model fits is asked for as it is wished for; an answer to an older wish is dropped', async () => {
  const asked: Array<{ choice: unknown; answer: (fit: MemoryFit) => void }> = []
  const { files, wishes } = await setUp({ fit: (_id, choice) => new Promise((answer) => { asked.push({ choice, answer }) }) })
  const first = files.judge('plain')
  wishes.memory.value = { parts: 'turns' }
  const second = files.judge('plain')
  expect(asked.map(({ choice }) => choice)).toEqual([{}, { memory: { parts: 'turns' } }])
  asked[1]?.answer(needing(2))
  await second
  asked[0]?.answer(needing(1))
  await first
  expect(files.fits.value.get('plain')?.neededBytes).toBe(2)
})

test('a model of which nothing can be said has no judgement, not an old one', async () => {
  let fails = false
  const { files } = await setUp({ fit: async () => { if (fails) throw new EngineError('bad-request.half-precision', { model: 'x' }); return { verdict: 'no' } as MemoryFit } })
  await files.judge('plain')
  expect(files.fits.value.get('plain')?.verdict).toBe('no')
  fails = true
  await files.judge('plain')
  expect(files.fits.value.has('plain')).toBe(false)
})
