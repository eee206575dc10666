// Vite plugins: what of other people's is in the build, and the licences it came under, in dist/THIRD-PARTY-NOTICES.txt. Each bundle (the
// page, the engine, the service worker) tells which packages its code is from; the service worker's is made last, so the file is written then.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Plugin } from 'vite'

export const noticesName = 'THIRD-PARTY-NOTICES.txt'

interface PackageFacts { name: string; version: string; license?: string; homepage?: string; repository?: string | { url: string } }
interface Notice { facts: PackageFacts; text: string }

export function noticesPlugins(): { page: Plugin; worker: () => Plugin; serviceWorker: Plugin } {
  const folders = new Set<string>()
  let root = ''
  let outDir = ''
  const collect: Plugin['generateBundle'] = (_, bundle) => {
    for (const file of Object.values(bundle)) {
      const ids = file.type === 'chunk' ? Object.keys(file.modules) : file.originalFileNames.map((name) => resolve(root, name))
      for (const id of ids) {
        const folder = packageFolder(id, root)
        if (folder !== null) folders.add(folder)
      }
    }
  }
  return {
    page: {
      name: 'darkroom-notices',
      configResolved({ root: where, build }) {
        root = where
        outDir = resolve(where, build.outDir)
      },
      generateBundle: collect,
    },
    worker: () => ({ name: 'darkroom-notices-worker', generateBundle: collect }),
    serviceWorker: {
      name: 'darkroom-notices-offline',
      generateBundle(...of) {
        collect.call(this, ...of)
        writeFileSync(join(outDir, noticesName), noticesOf([...folders].map(noticeOf)))
      },
    },
  }
}

/** Where the package lies that a module is from; null for our own. The bundler and Vite put helpers of theirs into what they build. */
export function packageFolder(id: string, root: string): string | null {
  const [, helper] = /^\0(vite|rolldown)\//.exec(id) ?? []
  if (helper) return join(root, 'node_modules', helper)
  return /^\0?(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1] ?? null
}

/** Throws for a package without a licence's text: such code must not be shipped before somebody looked. */
function noticeOf(folder: string): Notice {
  const facts = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as PackageFacts
  const texts = readdirSync(folder).filter((name) => /^(licen[cs]e|notice|copying)(\.\w+)?$/i.test(name)).toSorted().map((name) => readFileSync(join(folder, name), 'utf8'))
  if (texts.length === 0) texts.push(...missingText(facts))
  // Vite and the bundler add the licences of what they are themselves built from, of which nothing is here.
  return { facts, text: texts.map((text) => text.split(/^#+ (?:Licenses of bundled|Bundled) dependencies/im)[0]!.trim()).join('\n\n') }
}

function missingText({ name, version, license }: PackageFacts): string[] {
  const kept = join(import.meta.dirname, `${name.replace(/-web$/, '')}-notices.txt`)
  if (!existsSync(kept)) throw new Error(`${name} (${license ?? 'no licence named'}) is in the build and has no licence text: find it, and keep it as ${kept}`)
  return [readFileSync(kept, 'utf8').replaceAll('{version}', version)]
}

/** Packages under the same words stand together above them. */
export function noticesOf(notices: readonly Notice[]): string {
  const byText = new Map<string, string[]>()
  for (const { facts, text } of notices.toSorted((a, b) => (a.facts.name < b.facts.name ? -1 : 1))) {
    const { name, version, license, homepage, repository } = facts
    const address = homepage ?? (typeof repository === 'object' ? repository.url : repository) ?? ''
    byText.set(text, [...(byText.get(text) ?? []), `${name} ${version} (${license ?? 'see below'}) ${address}`.trim()])
  }
  const parts = [...byText].map(([text, names]) => `${names.join('\n')}\n\n${text}`)
  // A byte order mark, as not every host says which encoding a text has.
  return `\uFEFF${['Darkroom contains the following software of others.', ...parts].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`
}
