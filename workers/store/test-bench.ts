// For tests only: a store over fake-indexeddb and a fake server that has two small files, and what to expect of it.
// Not imported by the program.
import { indexedDB } from 'fake-indexeddb'
import { expect } from 'vitest'
import { EngineError } from '../../src/core/errors/engine-error'
import type { ModelManifest } from '../../src/core/manifest'
import { createFakeServer } from './fake-server'
import type { FakeServer } from './fake-server'
import type { FileSet } from './identity'
import { openModelStore } from './model-store'
import type { ModelStore } from './model-store'
import { openPartStore } from './parts'
import type { PartStore } from './parts'
import type { StoreDeps } from './store-deps'
import { digestHex } from './verify'

globalThis.indexedDB = indexedDB

export const PART = 20_000
export const base = 'https://models.test/m/'

export function randomBytes(length: number, seed: number): Uint8Array<ArrayBuffer> {
  let state = seed
  return Uint8Array.from({ length }, () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 24)
}

const contents = { 'unet.onnx': randomBytes(5 * PART + 1234, 1), 'vae.onnx': randomBytes(2 * PART, 2) }
export type Path = keyof typeof contents
export const { 'unet.onnx': unet, 'vae.onnx': vae } = contents
export const total = unet.length + vae.length
export const paths: Path[] = ['unet.onnx', 'vae.onnx']
export const hashOf = { 'unet.onnx': await digestHex(unet), 'vae.onnx': await digestHex(vae) }

/** Only the fields the store reads. */
export function manifestOf(only = paths): ModelManifest {
  const files = only.map((path) => ({ path, bytes: contents[path].length, sha256: hashOf[path] }))
  return { id: 'm', baseUrl: base, files } as unknown as ModelManifest
}

/** The same model, its hashes published by nobody. */
export function unhashedOf(only = paths): ModelManifest {
  return { ...manifestOf(only), files: manifestOf(only).files.map(({ path, bytes }) => ({ path, bytes })) }
}

/** `files` are the server's, by address; a test may change them. */
export interface Bench { store: ModelStore; server: FakeServer; files: Record<string, Uint8Array<ArrayBuffer>>; parts: PartStore; deps: StoreDeps }
export type Given = Partial<Omit<StoreDeps, 'network'>> & { network?: Partial<StoreDeps['network']> }

let databases = 0
export const newDatabase = (): string => `test-${databases++}`

/** A freshly opened page; with the same database, the same browser after a reload. */
export function setUp(given: Given = {}, database = newDatabase()): Bench {
  const files = Object.fromEntries(paths.map((path) => [base + path, contents[path].slice()]))
  const server = createFakeServer(files)
  let clock = 0
  const deps: StoreDeps = {
    pageUrl: 'https://page.test/',
    parts: openPartStore(database),
    partBytes: PART,
    parallel: 1, // what one connection does can be told request by request
    locks: null,
    quota: null,
    now: () => (clock += 40),
    today: () => 1,
    ...given,
    network: { fetch: server.fetch, online: () => true, sleep: () => Promise.resolve(), stallMs: 30, ...given.network },
  }
  return { store: openModelStore(deps), server, files, parts: deps.parts, deps }
}

export async function failure(promise: Promise<unknown>): Promise<EngineError> {
  const thrown = await promise.then(() => null, (error: unknown) => error)
  expect(thrown).toBeInstanceOf(EngineError)
  return thrown as EngineError
}

/** Everything is called ready, and is byte for byte what it should be. */
export async function expectWhole(store: ModelStore, set: FileSet = manifestOf()): Promise<void> {
  expect(await store.status(set)).toMatchObject({ totalBytes: total, storedBytes: total, ready: true })
  for (const path of paths) await expectRight(store, path, set)
}

export async function expectRight(store: ModelStore, path: Path, set: FileSet = manifestOf()): Promise<void> {
  const bytes = new Uint8Array(await (await store.open(set, path)).arrayBuffer())
  const right = contents[path]
  let same = 0
  while (same < right.length && bytes[same] === right[same]) same++
  expect({ path, same, length: bytes.length }).toEqual({ path, same: right.length, length: right.length })
}

/** Puts other bytes where a part is, without telling its record. */
export async function replacePart(parts: PartStore, path: Path, index: number, blob: Blob, id: string = hashOf[path]): Promise<void> {
  const record = await parts.record(id)
  if (record) await parts.putPart(id, record, index, blob)
}
