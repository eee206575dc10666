// node scripts/run-ts.mjs scripts/sampler-docs.ts: writes the table of docs/samplers.md from the registry and from a run of every
// reference trace, so that the deviations in it are measured ones.
import { readFileSync, writeFileSync } from 'node:fs'
import { samplers } from '../src/core/samplers/index'
import { cpuBackend } from '../tests/trace/backend'
import type { CaseResult } from '../tests/trace/deviation'
import { runFile } from '../tests/trace/run-cases'
import type { TraceFile } from '../tests/trace/run-cases'

const page = 'docs/samplers.md'
const references = [
  { name: 'k-diffusion', path: 'tests/golden/kdiffusion-traces.json' },
  { name: 'diffusers', path: 'tests/golden/diffusers-traces.json' },
]

const runs = await Promise.all(references.map(async ({ name, path }) => ({
  name, results: await runFile(cpuBackend, JSON.parse(readFileSync(path, 'utf8')) as TraceFile),
})))

const rows = samplers.map(({ meta }) => {
  const equal = runs.map(({ name, results }) => summary(name, results.filter(({ sampler }) => sampler === meta.id))).filter((text) => text !== '')
  const cells = [meta.name, `\`${meta.id}\``, meta.paper, String(meta.order), meta.stochastic ? 'yes' : 'no', equal.join('; ') || '–']
  return `| ${cells.join(' | ')} |`
})
const table = ['| name | id | paper | order | fresh noise | equal to (cases, largest relative deviation) |', '|---|---|---|--:|---|---|', ...rows].join('\n')

const [before, , after] = readFileSync(page, 'utf8').split(/<!-- (?:table|end) -->/)
writeFileSync(page, `${before}<!-- table -->\n${table}\n<!-- end -->${after}`)
console.log(`${page}: ${samplers.length} samplers`)

function summary(reference: string, results: CaseResult[]): string {
  if (results.length === 0) return ''
  const worst = results.flatMap(({ sums, final }) => [sums, final]).reduce((a, b) => Math.max(a, b), 0)
  return `${reference} (${results.length}, ${worst.toExponential(1)})`
}
