// Vite plugin: the content security policy. The page states it, the preview server sends it, hosts that read dist/_headers send it, and the
// service worker adds it to what it answers. docs/hosting.md says what it means for a host.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Plugin } from 'vite'
import { headersWith, policyIn } from '../workers/offline/page-headers.ts'

const place = '<meta charset="utf-8" />'

export function policyPlugin(): Plugin {
  return {
    name: 'darkroom-policy',
    transformIndexHtml: {
      order: 'post',
      handler(html, { server }) {
        if (!html.includes(place)) throw new Error(`index.html has no ${place}, behind which the policy goes: it must come before the first script`)
        return html.replace(place, `${place}\n    <meta http-equiv="Content-Security-Policy" content="${policyFor(html, { dev: server !== undefined })}" />`)
      },
    },
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const page = bundle['index.html']
        if (page?.type !== 'asset') return // a worker's own bundle has no page
        const lines = Object.entries(headersWith(policyIn(String(page.source)))).map(([name, value]) => `  ${name}: ${value}`)
        this.emitFile({ type: 'asset', fileName: '_headers', source: ['/*', ...lines, ''].join('\n') })
      },
    },
    configurePreviewServer({ config, middlewares }) {
      const headers = Object.entries(headersWith(policyIn(readFileSync(resolve(config.root, config.build.outDir, 'index.html'), 'utf8'))))
      middlewares.use((_, response, next) => {
        for (const [name, value] of headers) response.setHeader(name, value)
        next()
      })
    },
  }
}

/** What a page may do. `dev` = Vite's own client puts styles into the page and talks to its server. */
export function policyFor(html: string, { dev = false } = {}): string {
  const scripts = inlineHashes(html, 'script')
  const styles = dev ? ["'unsafe-inline'"] : inlineHashes(html, 'style')
  const directives: Record<string, string[]> = {
    // Nothing but what follows: no frames, no plugins, no media, no fonts.
    'default-src': ["'none'"],
    // Compiling WebAssembly is no eval; the theme's few lines run before the first paint and are known by their hash.
    'script-src': ["'self'", "'wasm-unsafe-eval'", ...scripts],
    'worker-src': ["'self'"],
    'style-src': ["'self'", ...styles],
    // Pictures are made here: blob: is what was drawn, data: the arrow of a select box in the style sheet.
    'img-src': ["'self'", 'blob:', 'data:'],
    // People add models from the hub, from a mirror of it or from any address that they know, so no list of hosts would do; without
    // encryption from this machine only. Nothing is sent there but the question for a file.
    'connect-src': ["'self'", 'https:', 'http://localhost:*', 'http://127.0.0.1:*', ...(dev ? ['ws:'] : [])],
    'manifest-src': ["'self'"],
    'base-uri': ["'none'"],
    // Forms are read by scripts and never sent.
    'form-action': ["'none'"],
    // An address becomes a script through one rule (src/protocol/own-scripts.ts), a text becomes markup nowhere.
    'require-trusted-types-for': ["'script'"],
    'trusted-types': ['default'],
  }
  return Object.entries(directives).map(([name, values]) => [name, ...values].join(' ')).join('; ')
}

/** Of the scripts and styles that stand in the page itself, byte for byte. */
function inlineHashes(html: string, element: 'script' | 'style'): string[] {
  const found = html.matchAll(new RegExp(`<${element}(?![^>]*\\bsrc=)[^>]*>([^]*?)</${element}>`, 'g'))
  return [...found].map(([, text = '']) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`)
}
