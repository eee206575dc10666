// Files on a server that lists nothing: asked for one by one, by the names that exporters give them.
import { fileAddress } from '../../src/core/hub'
import type { ModelFile } from '../../src/core/manifest'
import { ask, isPage, refusal } from './web'
import type { Web } from './web'

/** Requests at once. */
const abreast = 6

const configs = [
  'model_index.json', 'README.md', 'scheduler/scheduler_config.json', 'unet/config.json', 'vae_decoder/config.json', 'vae/config.json', 'text_encoder/config.json', 'text_encoder_2/config.json',
  ...['tokenizer/', 'tokenizer_2/', ''].flatMap((folder) => ['vocab.json', 'merges.txt', 'tokenizer.json', 'tokenizer_config.json', 'special_tokens_map.json'].map((name) => folder + name)),
]
const variants = ['', '_fp16', '.fp16', '_f16', '_q4f16', '_q4', '_q8', '_int8', '_quantized']
/** Where a part's graph lies. */
const layouts: ((part: string, variant: string) => string)[] = [
  (part, variant) => `${part}/model${variant}.onnx`,
  (part, variant) => `onnx/${part}/model${variant}.onnx`,
  (part, variant) => `onnx/${part}_model${variant}.onnx`,
  (part, variant) => `${part}_model${variant}.onnx`,
  (part, variant) => `${part}${variant}.onnx`,
  (part, variant) => `${part.replaceAll('_', '-')}${variant}.onnx`,
]
const otherParts = ['text_encoder', 'text_encoder_2', 'vae_decoder', 'vae_encoder']

/** What is there of the usual names below `baseUrl`, with sizes. Empty when nothing is. */
export async function probeUsualNames(web: Web, baseUrl: string, folder: string): Promise<ModelFile[]> {
  const below = (names: readonly string[]) => [...new Set(names)].map((name) => folder + name)
  const found = await probe(web, baseUrl, below([...configs, ...layouts.flatMap((layout) => variants.map((variant) => layout('unet', variant)))]))
  // The other parts lie as the UNet does. A server without one is not asked on.
  const same = layouts.filter((layout) => variants.some((variant) => found.some(({ path }) => path === folder + layout('unet', variant))))
  const more = await probe(web, baseUrl, below(same.flatMap((layout) => otherParts.flatMap((part) => variants.map((variant) => layout(part, variant))))))
  return [...found, ...more]
}

export async function probe(web: Web, baseUrl: string, paths: readonly string[]): Promise<ModelFile[]> {
  const left = [...paths]
  const found: ModelFile[] = []
  await Promise.all(Array.from({ length: abreast }, async () => {
    for (let path = left.shift(); path !== undefined; path = left.shift()) {
      const bytes = await sizeOf(web, fileAddress(baseUrl, path), path)
      if (bytes !== null) found.push({ path, bytes })
    }
  }))
  return found.toSorted((a, b) => paths.indexOf(a.path) - paths.indexOf(b.path))
}

/** Bytes of a file; null when it is not there. Its body is not fetched. */
export async function sizeOf(web: Web, url: string, path: string): Promise<number | null> {
  // With a Range nothing is compressed on the way (Fetch standard), so that the length is that of the file.
  const head = await ask(web, url, { method: 'HEAD', headers: { Range: 'bytes=0-' } })
  const told = lengthOf(head)
  if (head.ok && told !== null) return isPage(head) && !path.endsWith('.html') ? null : told
  if (isMissing(head)) return null
  // Servers that know no HEAD, or tell no length with it.
  const get = await ask(web, url, { headers: { Range: 'bytes=0-0' } })
  await get.body?.cancel()
  if (isMissing(get) || (isPage(get) && !path.endsWith('.html'))) return null
  if (!get.ok) throw refusal(get, path)
  const total = /\/(\d+)$/.exec(get.headers.get('content-range') ?? '')?.[1]
  return total !== undefined ? Number(total) : get.status === 200 ? lengthOf(get) : null
}

/** Stores of objects say 403 of what they do not have, the hub says 401. */
const isMissing = ({ status }: Response): boolean => [401, 403, 404, 410].includes(status)

function lengthOf(response: Response): number | null {
  const length = response.headers.get('content-length')
  return length !== null && Number.isSafeInteger(Number(length)) && Number(length) > 0 && response.headers.get('content-encoding') === null ? Number(length) : null
}
