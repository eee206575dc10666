// The library of models as the specs open it and find a model in it.
import type { Locator } from '@playwright/test'
import { expect } from './fixtures'
import type { App } from './fixtures'

export async function openLibrary({ page, modelCard }: App): Promise<Locator> {
  await modelCard.getByRole('button', { name: /All models/ }).click()
  const library = page.getByRole('dialog', { name: 'Models' })
  await expect(library.getByRole('listitem').first()).toBeVisible()
  return library
}

export const rowOf = (library: Locator, name: string) => library.getByRole('listitem').filter({ has: library.page().getByRole('heading', { name, exact: true }) })

/** Picks a folder as the browser's own dialog would hand it over. */
export async function addFolder(library: Locator, path: string): Promise<void> {
  await library.getByLabel('Choose a folder…').setInputFiles(path)
}
