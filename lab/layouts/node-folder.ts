// A folder on this machine in the form that the app takes a person's folder in, and the app's pipeline over it on ONNX runtime's wasm.
import { openAsBlob, readdirSync, statSync } from 'node:fs'
import { basename, join, relative, resolve, sep } from 'node:path'
import * as ort from 'onnxruntime-web/wasm'
import type { ModelManifest, ModelPrecision } from '../../src/core/manifest'
import { cpuLatents } from '../../workers/latents/cpu-latents'
import { listedFolder } from '../../workers/library/model-folder'
import type { ModelFolder } from '../../workers/library/model-folder'
import { createSerialQueue } from '../../workers/ort/queue'
import { openPipeline } from '../../workers/model/pipeline'
import type { OpenedPipeline } from '../../workers/model/pipeline'

export function nodeFolder(folder: string): ModelFolder {
  const root = resolve(folder)
  const entries = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() || entry.isSymbolicLink())
  const paths = entries.map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/')).toSorted()
  return listedFolder(basename(root), paths.map((path) => ({ path, bytes: statSync(join(root, path)).size })), (path) => openAsBlob(join(root, path)))
}

const queue = createSerialQueue()

export function openOnWasm(manifest: ModelManifest, precision: ModelPrecision, files: Pick<ModelFolder, 'open'>): Promise<OpenedPipeline<Float32Array>> {
  ort.env.wasm.numThreads = 1
  ort.env.logLevel = 'error'
  return openPipeline({ context: { ort, backend: 'wasm', device: null, queue }, manifest, precision, files, home: cpuLatents(ort) })
}
