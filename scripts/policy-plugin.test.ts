import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { headersWith } from '../workers/offline/page-headers'
import { policyFor } from './policy-plugin'

const page = '<meta charset="utf-8" /><script>\n theme()\n</script><style>html{}</style><script type="module" src="./a.js"></script>'
const directive = (policy: string, name: string) => policy.split('; ').find((part) => part.startsWith(`${name} `))
const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

test('what stands in the page is let through by its hash, and by nothing wider', () => {
  const policy = policyFor(page)
  expect(directive(policy, 'script-src')).toBe(`script-src 'self' 'wasm-unsafe-eval' ${hash('\n theme()\n')}`)
  expect(directive(policy, 'style-src')).toBe(`style-src 'self' ${hash('html{}')}`)
  expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'/)
})

test('the development server may put styles into the page, and nothing more of that kind', () => {
  const policy = policyFor(page, { dev: true })
  expect(directive(policy, 'style-src')).toBe("style-src 'self' 'unsafe-inline'")
  expect(directive(policy, 'script-src')).not.toMatch(/unsafe-inline|'unsafe-eval'/)
})

test('docs/hosting.md names every header, for each kind of host', () => {
  const text = readFileSync(join(import.meta.dirname, '../docs/hosting.md'), 'utf8')
  for (const host of ['nginx', 'caddyfile', 'apache']) {
    const [, example = ''] = new RegExp(`\`\`\`${host}\n([^]*?)\`\`\``).exec(text) ?? []
    for (const [name, value] of Object.entries(headersWith(null))) expect(example, host).toMatch(new RegExp(`${name} "?${value}`))
  }
})
