// For tests only: what a server, a line or a disk may do, drawn with a seed. Not imported by the program.
import type { Answer } from './fake-server'
import type { PartStore } from './parts'
import { PART, randomBytes, replacePart, unet } from './test-bench'
import type { Random } from './test-random'

export const below = (random: Random, limit: number): number => Math.floor(random() * limit)
export const pick = <T>(random: Random, from: readonly T[]): T => from[below(random, from.length)]!
const byte = (random: Random): number => below(random, unet.length + 10)

export interface Fault {
  answer(random: Random): Answer
  /** How a visit must end that meets it once, and one that meets it at every request. */
  once: Outcome
  always: Outcome
  /** No server shows it: only a hash tells. */
  invisible?: true
}

/** `either`: ready when another connection got what this one was refused. */
export type Outcome = 'ready' | 'error' | 'either'

export const faults: Record<string, Fault> = {
  'no network': { answer: () => ({ unreachable: true }), once: 'ready', always: 'error' },
  'connection drops': { answer: (random) => ({ dropAfter: byte(random) }), once: 'ready', always: 'either' },
  'connection drops, no ranges': { answer: (random) => ({ dropAfter: byte(random), ignoreRange: true }), once: 'ready', always: 'either' },
  'stalls': { answer: (random) => ({ stallAfter: byte(random) }), once: 'ready', always: 'either' },
  'slow': { answer: (random) => ({ chunkBytes: 200 + below(random, 200) }), once: 'ready', always: 'ready' },
  'too short': { answer: (random) => ({ endAfter: byte(random) }), once: 'ready', always: 'either' },
  'too long': { answer: (random) => ({ extra: 1 + below(random, 2 * PART) }), once: 'ready', always: 'error' },
  'no ranges': { answer: () => ({ ignoreRange: true }), once: 'ready', always: 'ready' },
  'lying Content-Range': { answer: (random) => ({ shift: { by: 1 + below(random, PART), honest: true } }), once: 'ready', always: 'ready' },
  'hidden Content-Range': { answer: () => ({ hideRange: true }), once: 'ready', always: 'ready' },
  'gzip': { answer: () => ({ gzip: 'declared' }), once: 'ready', always: 'ready' },
  'wrong Content-Length': { answer: () => ({ headers: { 'content-length': '17' } }), once: 'ready', always: 'ready' },
  '503 with Retry-After': { answer: (random) => ({ status: 503, headers: { 'retry-after': String(below(random, 9)) } }), once: 'ready', always: 'error' },
  'server error': { answer: (random) => ({ status: pick(random, [408, 429, 500, 502]) }), once: 'ready', always: 'error' },
  '416': { answer: () => ({ status: 416 }), once: 'ready', always: 'error' },
  '404': { answer: (random) => ({ status: pick(random, [404, 410]) }), once: 'either', always: 'error' },
  '403': { answer: (random) => ({ status: pick(random, [401, 403]) }), once: 'either', always: 'error' },
  'web page': { answer: () => ({ headers: { 'content-type': 'text/html' } }), once: 'either', always: 'error' },
  'wrong content': { answer: (random) => ({ flip: below(random, PART) }), once: 'ready', always: 'error', invisible: true },
  'lying range, honest header': { answer: (random) => ({ shift: { by: 1 + below(random, PART), honest: false } }), once: 'ready', always: 'ready', invisible: true },
  'hidden gzip': { answer: () => ({ gzip: 'hidden' }), once: 'ready', always: 'ready', invisible: true },
}

/** What a disk, a crash or another program may do to the database between two visits. */
export async function damage(parts: PartStore, id: string, path: 'unet.onnx' | 'vae.onnx', random: Random): Promise<void> {
  const index = below(random, 6)
  const kind = below(random, 5)
  if (kind === 0) await parts.dropPart(id, index)
  if (kind === 1) await replacePart(parts, path, index, new Blob([randomBytes(PART, index + 7)]), id)
  if (kind === 2) await replacePart(parts, path, index, new Blob([randomBytes(below(random, PART), 3)]), id)
  const record = await parts.record(id)
  if (kind === 3 && record) await parts.putRecord(id, { ...record, hashes: record.hashes.slice(1) })
  if (kind === 4 && record) await parts.putRecord(id, { ...record, hashes: record.hashes.map((hash) => (random() < 0.5 ? null : hash)) })
}
