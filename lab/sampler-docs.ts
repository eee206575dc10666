// node scripts/run-ts.mjs lab/sampler-docs.ts: writes the table of docs/samplers.md from the registry and from a run of every
// reference trace, so that the deviations in it are measured ones.
import { readFileSync, writeFileSync } from 'node:fs'
import { samplers } from '../src/core/samplers/index'
import { cpuBackend } from '../tests/trace/backend'
import { float64Deviations } from '../tests/trace/float64'
import { runFile } from '../tests/trace/run-cases'
import type { TraceFile } from '../tests/trace/run-cases'

const page = 'docs/samplers.md'
const references = [
  { name: 'k-diffusion', path: 'tests/golden/kdiffusion-traces.json' },
  { name: 'diffusers', path: 'tests/golden/diffusers-traces.json' },
]

// One entry per case: which sampler it covers and how far it is off.
const measured: { sampler: string; reference: string; deviation: number }[] = []
for (const { name, path } of references) {
  const file = JSON.parse(readFileSync(path, 'utf8')) as TraceFile
  for (const { name: key, sampler, sums, final } of await runFile(cpuBackend, file)) {
    const options = (file.cases[key] as { options?: Record<string, unknown> }).options
    // k-diffusion's solver_type 'heun' is a sampler of its own in A1111, and here.
    const covers = sampler === 'dpmpp_2m_sde' && options?.['solver_type'] === 'heun' ? 'dpmpp_2m_sde_heun' : sampler
    measured.push({ sampler: covers, reference: name, deviation: Math.max(sums, final) })
  }
}
for (const [sampler, deviations] of Object.entries(await float64Deviations())) {
  for (const deviation of deviations) measured.push({ sampler, reference: "A1111's formula in float64", deviation })
}

const rows = samplers.map(({ meta }) => {
  const names = new Set(measured.filter(({ sampler }) => sampler === meta.id).map(({ reference }) => reference))
  if (names.size === 0) throw new Error(`${meta.id} is equal to nothing: add a reference`)
  const equal = [...names].map((reference) => {
    const deviations = measured.filter((entry) => entry.sampler === meta.id && entry.reference === reference).map(({ deviation }) => deviation)
    return `${reference} (${deviations.length}, ${Math.max(...deviations).toExponential(1)})`
  })
  return `| ${[meta.name, `\`${meta.id}\``, meta.paper, String(meta.order), meta.stochastic ? 'yes' : 'no', equal.join('; ')].join(' | ')} |`
})
const table = ['| name | id | paper | order | fresh noise | equal to (cases, largest relative deviation) |', '|---|---|---|--:|---|---|', ...rows].join('\n')

const [before, , after] = readFileSync(page, 'utf8').split(/<!-- (?:table|end) -->/)
writeFileSync(page, `${before}<!-- table -->\n${table}\n<!-- end -->${after}`)
console.log(`${page}: ${samplers.length} samplers`)
