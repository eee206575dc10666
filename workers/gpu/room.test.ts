// A GPU that refuses the largest buffer of a model before anything of it is loaded.
import { beforeAll, expect, test, vi } from 'vitest'
import { proveRoom } from './room'

beforeAll(() => vi.stubGlobal('GPUBufferUsage', { STORAGE: 128 }))

function deviceWith(freeBytes: number) {
  const log: string[] = []
  let refused: { message: string } | null = null
  const device = {
    limits: { maxBufferSize: 2 ** 31 },
    pushErrorScope: (filter: string) => void log.push(filter),
    createBuffer({ size }: { size: number }) {
      log.push(`create ${size}`)
      if (size > freeBytes) refused = { message: 'no room' }
      return { destroy: () => void log.push('destroy') }
    },
    popErrorScope: async () => refused,
  }
  return { log, device: device as unknown as GPUDevice }
}

test('a buffer that is given goes back at once', async () => {
  const { log, device } = deviceWith(4000)
  await proveRoom(device, 3001)
  expect(log).toEqual(['out-of-memory', 'create 3004', 'destroy'])
})

test('one that is refused is told as what it is, within its scope', async () => {
  await expect(proveRoom(deviceWith(1000).device, 3000)).rejects.toMatchObject({ key: 'out-of-memory.gpu', detail: expect.stringContaining('3000 bytes: no room') })
})

test('no more is asked for than one buffer may have, and nothing for nothing', async () => {
  const { log, device } = deviceWith(2 ** 33)
  await proveRoom(device, 2 ** 32)
  await proveRoom(device, 0)
  expect(log).toEqual(['out-of-memory', `create ${2 ** 31}`, 'destroy'])
})
