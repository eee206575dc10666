// `npm test`: unit tests in Node, then the built app in a browser, then one line that sums both up.
// `node scripts/test.mjs unit|e2e [arguments for the runner]` runs one half.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findChromium } from './chromium.mjs'
import { ensureBuilt } from './dist.mjs'

const root = join(import.meta.dirname, '..')
const reports = mkdtempSync(join(tmpdir(), 'darkroom-test-'))

/** @typedef {{ passed: number, failed: number, skipped: number, retried?: number }} Count */

/**
 * @param {string[]} args
 * @returns {Count}
 */
function unit(args) {
  const file = join(reports, 'unit.json')
  const ok = run(['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`, ...args])
  return count(ok, file, (report) => ({
    passed: report.numPassedTests,
    // A file that cannot even be loaded has no failed test, only a failed suite.
    failed: report.numFailedTests,
    skipped: report.numPendingTests,
  }))
}

/**
 * @param {string[]} args
 * @returns {Promise<Count>}
 */
async function e2e(args) {
  const file = join(reports, 'e2e.json')
  await ensureBuilt()
  const env = { DARKROOM_CHROMIUM: findChromium({ install: true }), PLAYWRIGHT_JSON_OUTPUT_NAME: file }
  const ok = run(['playwright', 'test', '--reporter=list,json', ...args], env)
  return count(ok, file, ({ stats }) => ({ passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped, retried: stats.flaky }))
}

/**
 * @param {string[]} command
 * @param {Record<string, string>} [env]
 */
function run([name, ...args], env = {}) {
  const cli = join(root, 'node_modules', name === 'vitest' ? 'vitest/vitest.mjs' : '@playwright/test/cli.js')
  return spawnSync(process.execPath, [cli, ...args], { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } }).status === 0
}

/**
 * Reads a runner's JSON report. A runner that failed without a failed test (nothing ran, a broken file) counts as one.
 * @param {boolean} ok
 * @param {string} file
 * @param {(report: Record<'numPassedTests' | 'numFailedTests' | 'numPendingTests', number> & { stats: Record<'expected' | 'unexpected' | 'flaky' | 'skipped', number> }) => Count} read
 * @returns {Count}
 */
function count(ok, file, read) {
  const counted = existsSync(file) ? read(JSON.parse(readFileSync(file, 'utf8'))) : { passed: 0, failed: 0, skipped: 0 }
  return { ...counted, failed: Math.max(counted.failed, ok ? 0 : 1) }
}

/** @param {() => Count | Promise<Count>} half */
async function guarded(half) {
  try {
    return await half()
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return { passed: 0, failed: 1, skipped: 0 }
  }
}

const [only, ...rest] = process.argv.slice(2)
if (only && only !== 'unit' && only !== 'e2e') {
  console.error(`There is no test half called ${only}; say unit, e2e or nothing.`)
  process.exit(2)
}
const halves = only ? [() => (only === 'unit' ? unit(rest) : e2e(rest))] : [() => unit([]), () => e2e([])]
/** @type {Count[]} */
const counts = []
for (const half of halves) counts.push(await guarded(half))
rmSync(reports, { recursive: true })

const sum = (/** @type {keyof Count} */ key) => counts.reduce((total, one) => total + (one[key] ?? 0), 0)
for (const kind of /** @type {const} */ (['skipped', 'retried'])) if (sum(kind) > 0) console.log(`(${sum(kind)} ${kind})`)
console.log(`${sum('passed')} passed, ${sum('failed')} failed`)
process.exitCode = sum('failed') > 0 ? 1 : 0
