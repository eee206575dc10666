// Judges one source file by the laws: a sentence for every import that its folder may not have.
import { posix } from 'node:path'
import { references } from './imports'
import type { Reference } from './imports'
import { laws, testCode, testFiles, testPackages } from './laws'
import type { Law } from './laws'

export function breaches(path: string, source: string): string[] {
  const law = laws.find(({ of }) => path.startsWith(of))
  if (!law) return [`${path} lies in no folder that has a law`]
  return references(path, source)
    .filter((reference) => !allowed(law, path, reference))
    .map(({ kind, to }) => `${path} must not ${kind === 'url' ? 'name' : 'import'} ${to ?? 'something computed'}${kind === 'type' ? ' (not even its types)' : ''}`)
}

function allowed(law: Law, path: string, { kind, to }: Reference): boolean {
  if (to === null) return false
  const inTest = testCode.test(path)
  if (kind !== 'url' && !to.startsWith('.')) {
    return [...law.packages, ...(inTest ? testPackages : [])].includes(packageOf(to))
  }
  const target = posix.join(posix.dirname(path), to)
  if (testCode.test(target) && !inTest) return false
  if (kind === 'url' && law.urls?.test(target)) return true
  const places = [law.of, ...law.files, ...(kind === 'type' ? (law.types ?? []) : []), ...(inTest ? testFiles : [])]
  return places.some((place) => within(target, place))
}

/** `onnxruntime-web/jspi` → `onnxruntime-web`, `@preact/signals` stays, `node:fs` stays. */
function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
}

/** Imports leave out the ending, so `src/a` means the file `src/a.ts` and never the folder beside it. */
function within(target: string, place: string): boolean {
  return place.endsWith('/') ? target.startsWith(place) : target === place || target === place.replace(/\.tsx?$/, '')
}
