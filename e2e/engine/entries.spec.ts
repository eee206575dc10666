// Does any built file import an entry? WebKit would run that entry a second time: two engines in one worker, the wrong one answering.
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from '@playwright/test'

const dist = join(import.meta.dirname, '..', '..', 'dist')

test('no file of the build imports the page\'s, the engine\'s or the service worker\'s entry', () => {
  const scripts = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((name) => /\.m?js$/.test(name))
  const [, page = ''] = /<script type="module"[^>]* src="([^"]+)"/.exec(readFileSync(join(dist, 'index.html'), 'utf8')) ?? []
  const entries = [page, ...scripts.filter((name) => /\.(worker|sw)[-.]/.test(name))].map((name) => basename(name))
  expect(entries.map((name) => name.replace(/-[\w-]{8}\./, '.')).toSorted()).toEqual(['diffusion.worker.js', 'index.js', 'offline.sw.js'])
  const imports = scripts.flatMap((name) => [...readFileSync(join(dist, name), 'utf8').matchAll(/(?:\bfrom|\bimport)\s*\(?\s*["'`]([^"'`\n]+)["'`]/g)].map(([, target = '']) => ({ name, target: basename(target) })))
  expect(imports.length).toBeGreaterThan(8) // the pattern still reads the bundler's imports
  expect(imports.filter(({ target }) => entries.includes(target))).toEqual([])
})

test('what a page needs before a model is at most 60 KB of script, packed', () => {
  const [, entry = ''] = /<script type="module"[^>]* src="([^"]+)"/.exec(readFileSync(join(dist, 'index.html'), 'utf8')) ?? []
  const needed = new Set<string>()
  const add = (name: string) => {
    if (needed.has(name)) return
    needed.add(name)
    // What is imported at once, not what comes later by import().
    for (const [, target = ''] of readFileSync(join(dist, 'assets', name), 'utf8').matchAll(/(?:\bfrom|\bimport)\s*["'`]\.\/([^"'`\n]+)["'`]/g)) add(target)
  }
  add(basename(entry))
  expect([...needed].some((name) => name.startsWith('page-'))).toBe(true) // the pattern still reads the bundler's imports
  const bytes = [...needed].reduce((sum, name) => sum + gzipSync(readFileSync(join(dist, 'assets', name))).length, 0)
  expect(bytes).toBeLessThanOrEqual(60_000)
})
