// The other engines, for the smoke tests in e2e/engines: found where they are, installed where apt does it, else left out by name.
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { installByApt, starts } from './chromium.mjs'

/** @typedef {{ driver: string, screen: string }} WebKitParts its WebDriver, and a screen that nobody sees */

/** What apt calls them. */
const packages = { Firefox: ['firefox-esr'], WebKitGTK: ['webkit2gtk-driver', 'xvfb'] }

/** Path of a Firefox that starts, or null. @returns {string | null} */
export function findFirefox() {
  const places = [...onPath('firefox-esr'), ...onPath('firefox'), '/Applications/Firefox.app/Contents/MacOS/firefox']
  return places.find(starts) ?? null
}

/** Its driver brings the browser along; neither has a version to ask for. @returns {WebKitParts | null} */
export function findWebKit() {
  const [driver] = onPath('WebKitWebDriver')
  const [screen] = onPath('Xvfb')
  return driver && screen ? { driver, screen } : null
}

/** Installs what is missing where that can be done, and says which tests are left out where it cannot. */
export function ensureStockBrowsers() {
  const wanted = missing()
  if (wanted.length > 0) installByApt(wanted.flatMap((name) => packages[name]))
  for (const name of missing()) console.log(whyLeftOut(name))
}

/** @param {keyof typeof packages} name */
export const whyLeftOut = (name) => `${name} is not here, so its smoke tests are skipped. On Debian: apt-get install ${packages[name].join(' ')}`

/** @returns {(keyof typeof packages)[]} */
const missing = () => [...(findFirefox() ? [] : /** @type {const} */ (['Firefox'])), ...(findWebKit() ? [] : /** @type {const} */ (['WebKitGTK']))]

/** @param {string} name */
const onPath = (name) => (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name)).filter((path) => existsSync(path))
