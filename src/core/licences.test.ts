import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { licenceName, sayLicence } from './licences'

const chinese = { notStated: '发布者未说明', ofItsOwn: '自有许可', unknownLicence: '未知' }

test('a licence that is said in words is said in the language of the page; a name stays', () => {
  expect([licenceName('other'), licenceName('unknown'), 'not stated by its publisher'].map((licence) => sayLicence(licence, chinese))).toEqual(['自有许可', '未知', '发布者未说明'])
  for (const name of [licenceName('mit'), licenceName('openrail++'), 'Our own licence', 'constructor']) expect(sayLicence(name, chinese)).toBe(name)
})

test('so is every licence of the list that is no name', () => {
  const list = JSON.parse(readFileSync(join(import.meta.dirname, '../../models.manifest.json'), 'utf8')) as { models: { licence: string }[] }
  const said = list.models.map(({ licence }) => sayLicence(licence, chinese))
  expect(said.filter((licence) => /^[a-z]/.test(licence))).toEqual([])
  expect(said).toContain('发布者未说明')
})
