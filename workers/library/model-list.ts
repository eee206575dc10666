// The list of models beside the page (models.manifest.json), fetched and parsed; what it says is checked by core/manifest-check.ts.
import { EngineError } from '../../src/core/errors/engine-error'
import { bytesUpTo, hostOf } from '../answers'

const megabyte = 1024 * 1024
/** Some hundred times the one that is shipped. */
const largestList = 4 * megabyte

/** Rejects with an EngineError that says why there is no list. */
export async function readModelList(url: string, fetch: (url: string) => Promise<Response>, online: () => boolean): Promise<unknown> {
  const unfetched = (error: unknown): never => {
    throw new EngineError(online() ? 'download-failed.model-list' : 'offline.model-list', {}, String(error))
  }
  const response = await fetch(url).catch(unfetched)
  const { status } = response
  if (status === 404 || status === 410) throw new EngineError('not-found.model-list', {}, `${url}: ${status}`)
  if (!response.ok) throw new EngineError('download-failed.model-list-status', { host: hostOf(url), status }, url)
  const bytes = await bytesUpTo(largestList, response).catch(unfetched)
  if (bytes.length > largestList) throw new EngineError('bad-manifest.list-size', { megabytes: largestList / megabyte }, url)
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch (error) {
    throw new EngineError('bad-manifest.json', {}, String(error))
  }
}
