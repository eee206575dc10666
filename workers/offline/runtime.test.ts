import { expect, test } from 'vitest'
import { isRuntimeFile, runtimeFor } from './runtime'

const urls = ['', '.jspi', '.asyncify'].flatMap((kind) => ['mjs', 'wasm'].map((end) => `https://host/a/assets/ort-wasm-simd-threaded${kind}-D_x9-A.${end}`))

test.each([
  [{ backend: 'wasm', jspi: true } as const, urls.slice(0, 2)],
  [{ backend: 'webgpu', jspi: true } as const, urls.slice(2, 4)],
  [{ backend: 'webgpu', jspi: false } as const, urls.slice(4, 6)],
])('%o takes one build, both of its files', (need, files) => {
  expect(runtimeFor(urls, need)).toEqual(files)
})

test('only the runtime is left out of the precache', () => {
  expect(urls.every(isRuntimeFile)).toBe(true)
  expect(['index.html', 'assets/index-abc.js', 'assets/ort-wasm-threads.css'].some(isRuntimeFile)).toBe(false)
})
