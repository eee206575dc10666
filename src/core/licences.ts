// Licences as hubs name them, for people; and which of them ask for nothing that a person must agree to first.

const names: Record<string, string> = {
  'apache-2.0': 'Apache-2.0',
  mit: 'MIT',
  'creativeml-openrail-m': 'CreativeML Open RAIL-M',
  openrail: 'Open RAIL',
  'openrail++': 'CreativeML Open RAIL++-M',
  'cc0-1.0': 'CC0-1.0',
  other: 'a licence of its own',
  unknown: 'unknown',
}

/** What lists and licenceName say in words instead of a name, by what a page in another language calls it. */
const inWords: Readonly<Record<string, 'notStated' | 'ofItsOwn' | 'unknownLicence'>> = {
  'not stated by its publisher': 'notStated',
  'a licence of its own': 'ofItsOwn',
  unknown: 'unknownLicence',
}

/** Names are the same in every language: they are left as they are. */
export const sayLicence = (licence: string, words: Readonly<Record<'notStated' | 'ofItsOwn' | 'unknownLicence', string>>): string => {
  const said = Object.hasOwn(inWords, licence) ? inWords[licence] : undefined
  return said ? words[said] : licence
}

/** A tag is anybody's word: `constructor` is no name that we gave. */
export const licenceName = (tag: string): string => (Object.hasOwn(names, tag.toLowerCase()) ? names[tag.toLowerCase()]! : tag)

/** Where a licence can be read: an address that a link on the page may lead to. */
export const licenceAddress = /^https?:\/\/[^\s/?#@\\]+(?:[/?#][^\s]{0,2000})?$/i

/** What is no address of a web page (LICENSE.md, javascript:…) counts as none. */
export const licenceLink = (link: unknown): string | null => (typeof link === 'string' && licenceAddress.test(link.trim()) ? link.trim() : null)

export const asksNothing = (tag: string): boolean => /^(apache-2\.0|mit|bsd-[\w-]+|bsd|isc|unlicense|cc0-1\.0|0bsd)$/i.test(tag)
