// What is this that a person brings? A repository, an address or files of theirs → what was found, what is missing, and the
// manifest to add. Of files on a server only the heads are read.
import { EngineError, errorData } from '../../src/core/errors/engine-error'
import { resolveBase } from '../../src/core/hub'
import type { Inspection, ModelSource } from '../../src/protocol/inspection'
import { peekModel } from '../onnx/peek-model'
import { clipTokenizerFiles } from './clip-tokenizer-files'
import { inspectFolder } from './inspect-folder'
import type { ModelFolder } from './model-folder'
import { pickedFolder } from './picked-files'
import { remoteFolder } from './remote-folder'
import { browserWeb } from './web'
import type { Web } from './web'

export interface InspectContext {
  /** The hub or the mirror of it in the settings. */
  hub: string
  signal?: AbortSignal
  /** Hears what is being looked at. */
  onItem?: (path: string) => void
  web?: Omit<Web, 'signal'>
}

/** Always answers, with problems where nothing can be added; rejects with `cancelled` only. */
export async function inspectModel(source: ModelSource, { hub, signal = new AbortController().signal, onItem, web: given }: InspectContext): Promise<Inspection> {
  const web: Web = { ...browserWeb(signal), ...given, signal }
  try {
    const folder = await folderOf(source, hub, web)
    const found = await inspectFolder(folder, {
      signal,
      ...(onItem && { onItem }),
      ...(source.kind !== 'files' && { read: peekModel }),
      borrowTokenizer: () => clipTokenizerFiles(web, hub),
    })
    return { ...found, manifest: found.manifest && resolveBase(found.manifest, hub) }
  } catch (thrown) {
    if (signal.aborted) throw new EngineError('cancelled.inspection', {})
    const problem = thrown instanceof EngineError ? thrown : new EngineError('internal.inspection', {}, String(thrown))
    return { ...nothing(source), problems: [errorData(problem)] }
  }
}

function folderOf(source: ModelSource, hub: string, web: Web): Promise<ModelFolder> | ModelFolder {
  return source.kind === 'files' ? pickedFolder(source.files) : remoteFolder(web, hub, source)
}

function nothing(source: ModelSource): Inspection {
  const name = source.kind === 'hub' ? source.source.repo : source.kind === 'url' ? source.baseUrl : 'my-model'
  return { name, family: null, licence: null, licenceUrl: null, size: null, precisions: [], used: [], unused: [], warnings: [], problems: [], choices: [], manifest: null }
}
