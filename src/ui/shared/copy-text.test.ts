import { afterEach, expect, test, vi } from 'vitest'
import { copyText } from './copy-text'

afterEach(() => vi.unstubAllGlobals())

test('a text is copied, or it is told that it was not: refused, or without a clipboard', async () => {
  const copied: string[] = []
  vi.stubGlobal('navigator', { clipboard: { writeText: async (text: string) => void copied.push(text) } })
  expect([await copyText('seed 3'), copied]).toEqual([true, ['seed 3']])
  vi.stubGlobal('navigator', { clipboard: { writeText: () => Promise.reject(new DOMException('no', 'NotAllowedError')) } })
  expect(await copyText('seed 3')).toBe(false)
  vi.stubGlobal('navigator', {})
  expect(await copyText('seed 3')).toBe(false)
})
