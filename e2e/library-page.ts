// The room of models as the specs open it and find a model in it.
import type { Locator } from '@playwright/test'
import { expect } from './fixtures'
import type { App } from './fixtures'

export async function openLibrary({ page }: App): Promise<Locator> {
  await page.getByRole('navigation').getByRole('link', { name: /^(Models|模型)$/ }).click()
  const library = page.getByRole('region', { name: /^(Models|模型)$/ })
  await expect(library.getByRole('listitem').first()).toBeVisible()
  return library
}

export const rowOf = (library: Locator, name: string) => library.getByRole('listitem').filter({ has: library.page().getByRole('heading', { name, exact: true }) })

/** Picks a folder as the browser's own dialog would hand it over. */
export async function addFolder(library: Locator, path: string): Promise<void> {
  await library.getByLabel('Choose a folder…').setInputFiles(path)
}
