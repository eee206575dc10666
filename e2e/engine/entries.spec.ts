// Does any built file import an entry? WebKit would run that entry a second time: two engines in one worker, the wrong one answering.
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
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
