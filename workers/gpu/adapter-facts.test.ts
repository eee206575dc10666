import { expect, test } from 'vitest'
import { adapterFacts } from './adapter-facts'

test('what an adapter offers and what is asked of it are told apart', async () => {
  const adapter = { info: { vendor: 'acme', architecture: 'nine', device: '0x1', description: 'Acme 9' }, features: new Set(['subgroups', 'shader-f16', 'depth-clip-control']), limits: { maxBufferSize: 2048 } } as unknown as GPUAdapter
  expect(await adapterFacts(false, async () => adapter)).toMatchObject({
    vendor: 'acme', architecture: 'nine', device: '0x1', description: 'Acme 9', features: ['depth-clip-control', 'shader-f16', 'subgroups'], asked: ['shader-f16'], limits: { maxBufferSize: 2048 },
  })
  expect(await adapterFacts(true, async () => 'no-answer')).toBeNull()
})
