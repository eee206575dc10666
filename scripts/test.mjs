// `npm test`: unit tests in Node, then the built app in a browser, then where the time went, then one line that sums both up.
// `node scripts/test.mjs unit|e2e [arguments for the runner]` runs one half; `long` what is too long for every run.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findChromium } from './chromium.mjs'
import { ensureBuilt } from './dist.mjs'
import { ensureStockBrowsers } from './stock-browsers.mjs'
import { nothingRan, readPlaywright, readVitest, secondsByProject, timeTable } from './test-report.mjs'

/** @import { Outcome } from './test-report.mjs' */

const root = join(import.meta.dirname, '..')
const reports = mkdtempSync(join(tmpdir(), 'darkroom-test-'))

/** Seconds by name. What ran before this script is told by who ran it (.ci/run), as `install=31 check=12`. @type {Record<string, number>} */
const phases = Object.fromEntries((process.env['DARKROOM_PHASES'] ?? '').split(' ').filter(Boolean).map((phase) => {
  const [name = '', seconds] = phase.split('=')
  return [name, Number(seconds)]
}))

/** @param {string[]} args @returns {Outcome} */
function unit(args) {
  const file = join(reports, 'unit.json')
  const began = performance.now()
  const ok = run(['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`, ...args])
  phases['unit'] = secondsSince(began)
  return judged(ok, readVitest(file, root))
}

/** @param {string[]} args @returns {Promise<Outcome>} */
async function e2e(args) {
  const file = join(reports, 'e2e.json')
  const building = performance.now()
  await ensureBuilt()
  phases['build'] = secondsSince(building)
  const env = { DARKROOM_CHROMIUM: findChromium({ install: true }), PLAYWRIGHT_JSON_OUTPUT_NAME: file }
  if (args.some((argument) => argument.includes('engines'))) ensureStockBrowsers()
  const began = performance.now()
  const ok = run(['playwright', 'test', '--reporter=list,json', ...args], env)
  const whole = secondsSince(began)
  const outcome = judged(ok, readPlaywright(file))
  const projects = secondsByProject(outcome.tests)
  phases['e2e'] = whole
  // Of tests that run two at a time: their sum is more than the whole.
  for (const [project, seconds] of Object.entries(projects)) phases[`  its tests of ${project}`] = seconds
  return outcome
}

/**
 * @param {string[]} command
 * @param {Record<string, string>} [env]
 */
function run([name, ...args], env = {}) {
  const cli = join(root, 'node_modules', name === 'vitest' ? 'vitest/vitest.mjs' : '@playwright/test/cli.js')
  return spawnSync(process.execPath, [cli, ...args], { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } }).status === 0
}

/** @param {number} began */
const secondsSince = (began) => (performance.now() - began) / 1000

/** A runner that failed without a failed test (nothing ran, a broken file) counts as one. @param {boolean} ok @param {Outcome} outcome @returns {Outcome} */
function judged(ok, { count, tests }) {
  return { count: { ...count, failed: Math.max(count.failed, ok ? 0 : 1) }, tests }
}

/** @param {() => Outcome | Promise<Outcome>} half */
async function guarded(half) {
  try {
    return await half()
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return judged(false, nothingRan())
  }
}

const usual = ['ui', 'engine', 'engines', 'gpu'].flatMap((project) => ['--project', project])
/** @type {Record<string, (args: string[]) => (() => Outcome | Promise<Outcome>)[]>} */
const choices = {
  '': () => [() => unit([]), () => e2e(usual)],
  unit: (args) => [() => unit(args)],
  // Whoever names a project or a file means it, be it long or not.
  e2e: (args) => [() => e2e(args.some((argument) => /^--project|\.long\b/.test(argument)) ? args : [...usual, ...args])],
  long: () => [() => unit(['--config', 'vitest.long.config.ts']), () => e2e(['--project', 'long'])],
}
const [only = '', ...rest] = process.argv.slice(2)
const choice = choices[only]
if (!choice) {
  console.error(`There are no tests called ${only}; say unit, e2e, long or nothing.`)
  process.exit(2)
}
/** @type {Outcome[]} */
const outcomes = []
for (const half of choice(rest)) outcomes.push(await guarded(half))
rmSync(reports, { recursive: true })

const sum = (/** @type {keyof Outcome['count']} */ key) => outcomes.reduce((total, { count }) => total + count[key], 0)
console.log(timeTable(phases, outcomes.flatMap(({ tests }) => tests)))
for (const kind of /** @type {const} */ (['skipped', 'retried'])) if (sum(kind) > 0) console.log(`(${sum(kind)} ${kind})`)
console.log(`${sum('passed')} passed, ${sum('failed')} failed`)
process.exitCode = sum('failed') > 0 ? 1 : 0
