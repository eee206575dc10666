import { expect, test } from 'vitest'
import { openGraph } from './session'
import type { OrtContext } from './session'

test('a graph that no Blob can be read of at once is refused before it is read', async () => {
  const graph = Object.defineProperty(new Blob(), 'size', { value: 2 ** 31 })
  graph.arrayBuffer = () => Promise.reject(new Error('it was read'))
  const opening = openGraph({} as OrtContext, { name: 'unet/model.onnx', graph, externalData: [] }, { inputs: [], outputs: [] })
  await expect(opening).rejects.toMatchObject({ key: 'model-broken.graph-bytes', params: { path: 'unet/model.onnx', megabytes: 2148, max: 2147 } })
})
