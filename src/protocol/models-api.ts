// The models' half of the engine's contract: which there are, what of them is stored here, getting, keeping and adding them.
import type { LoadProgress } from './events'
import type { Inspection, ModelSource } from './inspection'
import type { PrecisionWish } from './loaded-model'
import type { DecoderManifest, ModelManifest } from '../core/manifest'

export interface ModelsApi {
  /** Where repositories are downloaded from: Hugging Face, or a mirror of it. */
  hub(): Promise<HubSetting>
  /** Null = the usual one. Rejects with `bad-request` what is no address. */
  setHub(url: string | null): Promise<void>
  /** All models, with what is already stored in this browser of the precision that load() would take. */
  library(choice?: PrecisionWish): Promise<LibraryEntry[]>
  /** Downloads and verifies what load() would need, beside whatever else the engine does. */
  download(modelId: string, onProgress: (progress: LoadProgress) => void, choice?: PrecisionWish): Promise<void>
  /** Ends a download(), which rejects with `cancelled`. What was fetched stays, or goes when `discard`. */
  stopDownload(modelId: string, discard: boolean): Promise<void>
  /** Reads every stored byte of the model again. Returns the paths that were wrong; what was wrong in them counts as missing from now on. */
  verify(modelId: string, onProgress: (progress: LoadProgress) => void): Promise<string[]>
  /** Holds one stored file against its whole SHA-256, if one's last check is long ago; a wrong one counts as missing from now on. Ends, with null, when there is other work. */
  checkDue(): Promise<FileCheck | null>
  /** The stored files of a model, as Blobs that read from disk. */
  exportFiles(modelId: string): Promise<StoredFile[]>
  /** Looks into a model that a person brings, without adding it. */
  inspect(source: ModelSource): Promise<Inspection>
  /** Adds what inspect() found. Files of a person's are copied into this browser; others come with the first download. -> its id */
  addModel(source: ModelSource, manifest: ModelManifest, onProgress: (progress: LoadProgress) => void): Promise<string>
  /** Removes a model's files from this browser; a model that a person added leaves the list too. */
  remove(modelId: string): Promise<void>
  /** Which stored models, longest unused first, would make room for this one. */
  roomFor(modelId: string, choice?: PrecisionWish): Promise<RoomAdvice>
  /** Takes whatever a server gives next for files that have no published hash. */
  acceptChanged(modelId: string): Promise<void>
  /** Decoders that can take the place of the model's own: smaller and faster, a little less sharp. */
  decoders(modelId: string): Promise<DecoderManifest[]>
  /** Null = its own again. Counts from the next load on. */
  useDecoder(modelId: string, decoderId: string | null): Promise<void>
  /** Bytes used and allowed by the browser for this origin, and whether it promised to keep them. */
  storage(): Promise<StorageReport>
}

export interface HubSetting {
  url: string
  /** What was remembered in its place and is no address that can be read; null when nothing was. */
  unreadable: string | null
}

export interface LibraryEntry {
  manifest: ModelManifest
  /** Comes with this site, lies in a repository that its list names, or was added by a person. */
  origin: 'shipped' | 'public' | 'added'
  /** What load() would take; null when this machine can run none. The numbers below are of its files alone. */
  precision: string | null
  totalBytes: number
  storedBytes: number
  /** Every file is stored and verified. */
  ready: boolean
  /** Stored of the model's other files: further precisions, editions of the UNet. */
  otherBytes: number
  /** Where the hashes come from that its files are held against, the weakest of them: published, recorded at the first download, or not known before that. */
  hashes: 'published' | 'recorded' | 'unknown'
  /** Milliseconds since 1970; null when nothing is stored. */
  lastUsed: number | null
}

export interface FileCheck {
  path: string
  right: boolean
  /** Ids of the models that it belongs to. */
  models: string[]
}

export interface StoredFile { path: string; blob: Blob }

/** How room comes about for what is missing of a model. */
export interface RoomAdvice {
  /** Null where the browser does not tell. */
  freeBytes: number | null
  /** Whether it fits once these are removed. */
  enough: boolean
  /** Longest unused first; empty when it fits as it is. */
  remove: { id: string; bytes: number; lastUsed: number }[]
}

export interface StorageReport {
  /** Null where the browser does not tell. */
  usedBytes: number | null
  quotaBytes: number | null
  persisted: boolean
  /** This browser lets nothing be stored: models are gone with the page. */
  inMemory: boolean
  /** Names of what is stored in no form of ours, and done without. */
  unreadable: string[]
}
