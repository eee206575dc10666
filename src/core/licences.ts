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

export const licenceName = (tag: string): string => names[tag.toLowerCase()] ?? tag

export const asksNothing = (tag: string): boolean => /^(apache-2\.0|mit|bsd-[\w-]+|bsd|isc|unlicense|cc0-1\.0|0bsd)$/i.test(tag)
