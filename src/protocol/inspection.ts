// A model that a person brings: where it is, and what was found in it. Plain data, so that a page can show it and say yes or no.
import type { ErrorData } from '../core/errors/engine-error'
import type { Component } from '../core/families/components'
import type { GpuFeature, ModelManifest } from '../core/manifest'
import type { ModelAddress } from '../core/model-address'

/** An address (core/model-address.ts reads what is typed), or files that were picked or dropped. */
export type ModelSource = ModelAddress | { kind: 'files'; files: readonly PickedFile[] }

/** Of a folder that was picked (webkitRelativePath), dropped (FileSystemEntry.fullPath) or opened with the directory picker. */
export interface PickedFile {
  /** With '/'. A folder that all files are in is taken off. */
  path: string
  file: Blob
}

export interface Inspection {
  name: string
  /** Such as Stable Diffusion XL; null when that cannot be told. */
  family: string | null
  licence: string | null
  licenceUrl: string | null
  size: ModelManifest['size'] | null
  /** The one that will be used unless another is asked for first. */
  precisions: InspectedPrecision[]
  used: { path: string; bytes: number }[]
  unused: { path: string; bytes: number }[]
  /** What a person should know. */
  warnings: ErrorData[]
  /** While there is one, nothing can be added. */
  problems: ErrorData[]
  /** Folders that hold a model each, where there are several: one of them must be chosen. */
  choices: string[]
  /** What is to be added; null while there are problems. */
  manifest: ModelManifest | null
}

export interface InspectedPrecision {
  id: string
  requires: readonly GpuFeature[]
  /** To download and store, tokenizers included. */
  bytes: number
  parts: InspectedPart[]
}

export interface InspectedPart {
  part: Component
  path: string
  /** Of the graph and its external data. */
  bytes: number
  /** What most of its weights are stored in, such as float16. */
  weights: string
  /** What its main input is, such as float32. */
  takes: string
}
