// What a person types or pastes when asked for a model: owner/name, owner/name@revision, a page of the hub, or any address.
import { decoded } from './hub'
import type { HubSource } from './manifest'

/** A folder of a repository ('' = all of it), or whatever lies below an address. Folders and addresses end in '/'. */
export type ModelAddress = { kind: 'hub'; source: HubSource; folder: string } | { kind: 'url'; baseUrl: string }

/** Names of the same hub, whose pages people paste. */
const hubHosts = ['huggingface.co', 'www.huggingface.co', 'hf.co', 'hf-mirror.com']
/** First parts of a hub's pages that are no owner of models. */
const otherPages = ['datasets', 'spaces', 'docs', 'papers', 'collections', 'models', 'blog', 'api']

/** Null when it is none of these. `hub` is the address in the settings: a page of any other name of the hub is asked from there. */
export function parseAddress(typed: string, hub: string): ModelAddress | null {
  const wanted = typed.trim()
  const hosts = [...hubHosts, hub.replace(/^https?:\/\/|\/+$/g, '')]
  const firstName = wanted.replace(/^https?:\/\//, '').split('/', 1)[0]!
  const isAddress = /^https?:\/\//.test(wanted)
  if (!isAddress && !hosts.includes(firstName) && !isLocal(firstName)) {
    const [, repo, revision = 'main'] = /^([\w-][\w.-]*\/[\w.-]+)(?:@([\w.][\w./-]*))?$/.exec(wanted) ?? []
    return repo ? { kind: 'hub', source: { repo, revision }, folder: '' } : null
  }
  const whole = isAddress ? wanted : `${hosts.includes(firstName) ? 'https' : 'http'}://${wanted}`
  const [, origin, host, path] = /^(https?:\/\/([^/?#\s@]+))([^?#]*)/.exec(whole) ?? []
  if (!origin || !host) return null
  return hosts.includes(host) ? repositoryOf(path ?? '') : { kind: 'url', baseUrl: folderOf(`${origin}${path || '/'}`) }
}

const isLocal = (host: string): boolean => /^(localhost|127\.[\d.]+|\[::1\])(:\d+)?$/.test(host)

/** Of a page such as /owner/name, /owner/name/tree/main/onnx or /owner/name/blob/main/unet/model.onnx. */
function repositoryOf(page: string): ModelAddress | null {
  const [owner, name, verb, revision = 'main', ...path] = page.split('/').filter((part) => part !== '').map(decoded)
  if (!owner || !name || otherPages.includes(owner)) return null
  const repo = `${owner}/${name}`
  // Tabs of the page, such as discussions, mean the repository.
  if (verb === undefined || !['tree', 'blob', 'resolve', 'raw'].includes(verb)) return { kind: 'hub', source: { repo, revision: 'main' }, folder: '' }
  const folder = path.length === 0 ? '' : folderOf(`${path.join('/')}${verb === 'tree' ? '/' : ''}`)
  return { kind: 'hub', source: { repo, revision }, folder }
}

/** The folder itself, or the one around a file: a last name with an ending that files of models have. */
function folderOf(path: string): string {
  const last = path.slice(path.lastIndexOf('/') + 1)
  if (/\.(onnx|json|txt|pb|onnx_data|html?|md)$/.test(last)) return path.slice(0, path.length - last.length)
  return path.endsWith('/') || path === '' ? path : `${path}/`
}
