// Does the build keep to the oldest browsers it is made for, and does an older one say so? oldest-browsers.json is the one list of them.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'acorn'
import { expect, test } from '../fixtures'
import { newerInScript, newerInStyle } from '../newer-features'
import oldest from '../../oldest-browsers.json' with { type: 'json' }

const root = join(import.meta.dirname, '..', '..')
const dist = join(root, 'dist')

/** Newer, and yet no harm: why. */
const allowed: [reason: string, ...names: string[]][] = [
  ['asked for before it is used', 'navigator.gpu', 'navigator.ml', 'Float16Array', '.Float16Array', 'Atomics.waitAsync', 'console.timeStamp', 'GPUDevice'],
  ['only where there is WebGPU', 'GPUOutOfMemoryError', 'GPUInternalError', 'GPUValidationError', 'GPUSupportedLimits'],
  ['Chrome 123 calls the reason AbortError; nobody asks for its name', 'AbortSignal.timeout'],
  ['a property that the signals library writes and does not need', 'Symbol.dispose'],
  ['names of our own and of the libraries', '.error', '.isError', '.dispose', '.take', '.drop', '.use', '.pause', '.adopt', '.displayName', '.move'],
  ['looks only: without it the page is as usable', 'accent-color', 'cursor: default', 'cursor: ew-resize', 'cursor: pointer', 'field-sizing', 'field-sizing: content', 'font-family: ui-monospace',
    'overscroll-behavior', 'overscroll-behavior-x', 'resize', 'resize: vertical', 'scrollbar-color', 'scrollbar-width', 'scrollbar-width: thin', 'text-wrap: pretty'],
  ['each engine has its own name for it', ':-moz-range-progress', ':-moz-range-thumb', ':-moz-range-track', ':-webkit-slider-runnable-track', ':-webkit-slider-thumb'],
]
const harmless = new Set(allowed.flatMap(([, ...names]) => names))

test('no file of the build needs what the oldest browsers lack', () => {
  const files = readdirSync(dist, { recursive: true, encoding: 'utf8' }).map((name) => ({ name, read: () => readFileSync(join(dist, name), 'utf8') }))
  const scripts = files.filter(({ name }) => /\.m?js$/.test(name)).map(({ name, read }) => ({ name, newer: newerInScript(read()) }))
  const styles = files.flatMap(({ name, read }) => {
    if (name.endsWith('.css')) return [{ name, newer: newerInStyle(read()) }]
    return name.endsWith('.html') ? [{ name, newer: [...read().matchAll(/<style>(.*?)<\/style>/gs)].flatMap(([, text = '']) => newerInStyle(text)) }] : []
  })
  expect(scripts.length).toBeGreaterThan(20)
  expect(styles.length).toBeGreaterThan(5)
  const all = [...scripts, ...styles]
  expect(all.map(({ name, newer }) => ({ name, newer: newer.filter((feature) => !harmless.has(feature)) })).filter(({ newer }) => newer.length > 0)).toEqual([])
  // What is allowed and no longer there leaves the list.
  expect([...harmless].filter((feature) => !all.some(({ newer }) => newer.includes(feature)))).toEqual([])
})

test('what is newer is found, what is old enough is not', () => {
  expect(newerInScript('Promise.try(run); bytes.toHex(); Iterator.from(rows); URL.canParse(text); Promise.withResolvers(); rows.toSorted(); rows.map(run)')).toEqual(['.toHex', 'Iterator.from', 'Promise.try'])
  expect(() => newerInScript('using file = open()')).toThrow(SyntaxError)
  expect(newerInStyle('a { color: light-dark(red, green); fill: oklch(from red l c h); interpolate-size: allow-keywords } a:open { width: calc-size(auto, size) } @scope (b) { c { color: red } } d:has(e) { color: color-mix(in oklch, red, blue) }'))
    .toEqual([':open', '@scope', 'calc-size()', 'interpolate-size', 'interpolate-size: allow-keywords', 'oklch(from …)'])
})

const said = { en: /^This browser is too old for Darkroom/, zh: /^此浏览器版本过旧/ }

for (const { lacking, lose, language } of [
  { lacking: 'light-dark()', language: 'en', lose: () => { const { supports } = CSS; CSS.supports = (...words: string[]) => !words.join().includes('light-dark') && supports.apply(CSS, words as [string]) } },
  { lacking: 'toSorted()', language: 'zh', lose: () => { Reflect.deleteProperty(Array.prototype, 'toSorted') } },
  { lacking: 'URL.canParse()', language: 'en', lose: () => { Reflect.deleteProperty(URL, 'canParse') } },
  { lacking: 'AbortSignal.any()', language: 'zh', lose: () => { Reflect.deleteProperty(AbortSignal, 'any') } },
] as const) {
  test.describe(`a browser without ${lacking}`, () => {
    test.use({ locale: language === 'zh' ? 'zh-CN' : 'en-GB' })
    // Cold: it never gets to a model.
    test(`is told so instead of an empty page (${language})`, async ({ page }) => {
      await page.addInitScript(lose)
      await page.goto('./')
      await expect(page.getByRole('alert')).toHaveText(said[language])
      expect(await page.evaluate(() => 'darkroom' in window)).toBe(false)
      await expect(page.getByRole('button')).toHaveCount(0)
    })
  })
}

test('the sentence is in a script that any browser reads, and names the versions of the list, as the readme does', () => {
  const script = readFileSync(join(dist, 'old-browser.js'), 'utf8')
  expect(() => parse(script, { ecmaVersion: 5 })).not.toThrow()
  const sentences = script.match(/'[^']*Darkroom[^']*'/g) ?? []
  expect(sentences).toHaveLength(2)
  for (const text of [...sentences, readFileSync(join(root, 'README.md'), 'utf8')]) {
    for (const [browser, name] of Object.entries({ chrome: 'Chrome', edge: 'Edge', firefox: 'Firefox', safari: 'Safari', safari_ios: 'iOS' })) {
      expect(text).toContain(`${name} ${oldest[browser as keyof typeof oldest]}`)
    }
  }
})
