// What the test runners' JSON reports say, in one form: counts for the verdict, and where the time went.
import { existsSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'

/** @import { JSONReport, JSONReportSuite } from '@playwright/test/reporter' */

/** @typedef {{ passed: number, failed: number, skipped: number, retried: number }} Count */
/** @typedef {{ name: string, seconds: number, project: string }} Timed */
/** @typedef {{ count: Count, tests: Timed[] }} Outcome */
/** @typedef {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, testResults: { name: string, assertionResults: { fullName: string, duration?: number | null }[] }[] }} VitestReport */

/** @returns {Outcome} */
export const nothingRan = () => ({ count: { passed: 0, failed: 0, skipped: 0, retried: 0 }, tests: [] })

/** @param {string} file @param {string} root @returns {Outcome} */
export function readVitest(file, root) {
  if (!existsSync(file)) return nothingRan()
  /** @type {VitestReport} */
  const { numPassedTests: passed, numFailedTests: failed, numPendingTests: skipped, testResults } = JSON.parse(readFileSync(file, 'utf8'))
  const tests = testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map(({ fullName, duration }) => ({ name: `${relative(root, name)} › ${fullName}`, seconds: (duration ?? 0) / 1000, project: 'unit' })))
  return { count: { passed, failed, skipped, retried: 0 }, tests }
}

/** @param {string} file @returns {Outcome} */
export function readPlaywright(file) {
  if (!existsSync(file)) return nothingRan()
  /** @type {JSONReport} */
  const { stats, suites } = JSON.parse(readFileSync(file, 'utf8'))
  const count = { passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped, retried: stats.flaky }
  return { count, tests: suites.flatMap((suite) => timedIn(suite, '')) }
}

/** @param {JSONReportSuite} suite @param {string} above @returns {Timed[]} */
function timedIn({ title, specs, suites = [] }, above) {
  const path = above === '' ? title : `${above} › ${title}`
  const own = specs.flatMap((spec) => spec.tests.map(({ projectName, results }) => ({
    name: `${path} › ${spec.title}`, project: projectName, seconds: results.reduce((sum, { duration }) => sum + duration, 0) / 1000,
  })))
  return [...own, ...suites.flatMap((inner) => timedIn(inner, path))]
}

/** @param {Timed[]} tests @returns {Record<string, number>} seconds by project */
export function secondsByProject(tests) {
  /** @type {Record<string, number>} */
  const sums = {}
  for (const { project, seconds } of tests) sums[project] = (sums[project] ?? 0) + seconds
  return sums
}

/** @param {number} seconds @param {string} name */
const line = (seconds, name) => `${seconds.toFixed(1).padStart(8)}  ${name}`

/** Lines that tell where the time went. @param {Record<string, number>} phases seconds @param {Timed[]} tests */
export function timeTable(phases, tests) {
  const slowest = tests.toSorted((a, b) => b.seconds - a.seconds).slice(0, 15)
  return ['seconds', ...Object.entries(phases).map(([name, seconds]) => line(seconds, name)), '', 'slowest tests', ...slowest.map(({ seconds, project, name }) => line(seconds, `[${project}] ${name}`))].join('\n')
}
