// WGSL keeps words for later versions, and a browser may begin to refuse them at any update: `target` compiled until Chromium 156.0.8078.114.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

// Reserved words of the WGSL specification, §15.3.
const reserved = new Set(`NULL Self abstract active alignas alignof as asm asm_fragment async attribute auto await become cast catch class co_await co_return
co_yield coherent column_major common compile compile_fragment concept const_cast consteval constexpr constinit crate debugger decltype delete demote
demote_to_helper do dynamic_cast enum explicit export extends extern external fallthrough filter final finally friend from fxgroup get goto groupshared highp impl
implements import inline instanceof interface layout lowp macro macro_rules match mediump meta mod module move mut mutable namespace new nil noexcept noinline
nointerpolation non_coherent noncoherent noperspective null nullptr of operator package packoffset partial pass patch pixelfragment precise precision premerge priv
protected pub public readonly ref regardless register reinterpret_cast require resource restrict self set shared sizeof smooth snorm static static_assert
static_cast std subroutine super target template this thread_local throw trait try type typedef typeid typename typeof union unless unorm unsafe unsized use using
varying virtual volatile wgsl where with writeonly yield`.split(/\s+/))

const kernels = readdirSync(import.meta.dirname).filter((name) => !name.endsWith('.test.ts')).flatMap((name) => {
  const text = readFileSync(join(import.meta.dirname, name), 'utf8')
  return [...text.matchAll(/\/\* wgsl \*\/ `([^`]*)`/g)].map(([, code = '']) => ({ name, code: code.replaceAll(/\/\/.*$/gm, '').replaceAll(/\$\{[^}]*\}/g, '') }))
})

test('no kernel uses a word that WGSL has reserved', () => {
  expect(kernels.length).toBeGreaterThan(4)
  expect(kernels.flatMap(({ name, code }) => (code.match(/[A-Za-z_]\w*/g) ?? []).filter((word) => reserved.has(word)).map((word) => `${name}: ${word}`))).toEqual([])
})
