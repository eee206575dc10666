// What a built file uses that the oldest browsers of this build (oldest-browsers.json) do not have, by MDN's compatibility data. Whether a
// script checks for a feature first, nobody can tell from its text: the test that calls this says which ones are.
import bcd from '@mdn/browser-compat-data' with { type: 'json' }
import type { BrowserName, Identifier, SimpleSupportStatement } from '@mdn/browser-compat-data'
import { parse as parseScript } from 'acorn'
import type { MemberExpression, Node } from 'acorn'
import { fullAncestor } from 'acorn-walk'
import { parse as parseStyle } from 'postcss'
import oldest from '../oldest-browsers.json' with { type: 'json' }

const globals = new Map(Object.entries({ ...bcd.javascript['builtins'], ...bcd.api }).filter((entry): entry is [string, Identifier] => entry[0] !== '__compat'))
for (const [variable, type] of [['navigator', 'Navigator'], ['document', 'Document'], ['window', 'Window']] as const) globals.set(variable, bcd.api[type]!)

/** By name of a member of the language's own types, whether one has had it long enough: `map` of an Array has, whatever Iterator's has. */
const members = new Map<string, boolean>()
for (const own of Object.values(bcd.javascript['builtins'] ?? {})) {
  for (const [member, compat] of Object.entries(own)) members.set(member, (members.get(member) ?? false) || !isNewer(compat as Identifier))
}

/** Names such as `Promise.try`, or `.toHex` where nothing says of what. Throws where the syntax itself is newer than ES2024. */
export function newerInScript(source: string): string[] {
  const program = parseScript(source, { ecmaVersion: 2024, sourceType: 'module', allowHashBang: true })
  const found = new Set<string>()
  fullAncestor(program, (node, ...[, ancestors]) => {
    if (node.type === 'Identifier') {
      const { name } = node as Node & { name: string }
      if (/^[A-Z]/.test(name) && isNewer(globals.get(name)) && !isName(node, ancestors.at(-2))) found.add(name)
    }
    if (node.type !== 'MemberExpression') return
    const { object, property, computed } = node as MemberExpression
    if (computed || property.type !== 'Identifier') return
    const owner = object.type === 'Identifier' ? globals.get(object.name) : undefined
    const known = owner?.[`${property.name}_static`] ?? owner?.[property.name]
    if (known && object.type === 'Identifier') {
      if (isNewer(known)) found.add(`${object.name}.${property.name}`)
    } else if (members.get(property.name) === false) found.add(`.${property.name}`)
  })
  return [...found].toSorted()
}

/** Names such as `text-wrap: pretty`, `:has()` or `@scope`. */
export function newerInStyle(source: string): string[] {
  const found = new Set<string>()
  const { properties, selectors, types } = bcd.css as Record<string, Identifier>
  const rules = bcd.css['at-rules'] as Identifier
  const note = (compat: Identifier | undefined, name: string) => { if (isNewer(compat)) found.add(name) }
  parseStyle(source).walk((node) => {
    if (node.type === 'atrule') {
      note(rules[node.name], `@${node.name}`)
      for (const [, feature = ''] of node.params.matchAll(/\(\s*([a-z-]+)/g)) note(rules[node.name]?.[feature], `@${node.name} (${feature})`)
    } else if (node.type === 'rule') {
      for (const [, name = ''] of node.selector.matchAll(/::?([a-z-]+)/g)) note(selectors?.[name], `:${name}`)
      if (node.selector.includes('&')) note(selectors?.['nesting'], '&')
    } else if (node.type === 'decl' && !node.prop.startsWith('--')) {
      const property = properties?.[node.prop]
      note(property, node.prop)
      for (const [word] of node.value.matchAll(/[a-z][a-z-]*/g)) note(property?.[word], `${node.prop}: ${word}`)
    }
    if (node.type === 'decl') {
      for (const [, name = '', relative] of node.value.matchAll(/([a-z][a-z-]*)\(\s*(from\b)?/g)) {
        const type = types?.[name] ?? types?.['color']?.[name]
        note(type, `${name}()`)
        if (relative) note(type?.['relative_syntax'], `${name}(from …)`)
      }
    }
  })
  return [...found].toSorted()
}

/** A property or a method of that name, which says nothing of a global. */
function isName(node: Node, parent: Node | undefined): boolean {
  if (!parent) return false
  const { property, key, computed } = parent as Node & { property?: Node; key?: Node; computed?: boolean }
  return computed !== true && (property === node || key === node)
}

/** Whether one of the oldest browsers lacks it or has it only in part, as later ones do not. What the data does not know is not newer. */
function isNewer(compat: Identifier | undefined): boolean {
  const support = compat?.['__compat']?.support
  return support !== undefined && Object.entries(oldest).some(([browser, version]) => {
    const said = support[browser as BrowserName]
    const statements = (Array.isArray(said) ? said : [said]).filter((statement) => statement !== undefined)
    return statements.length > 0 && !statements.some((statement) => hasBy(statement as SimpleSupportStatement, version))
  })
}

function hasBy({ version_added: added, version_removed: removed, flags, prefix, alternative_name: alternative }: SimpleSupportStatement, version: string): boolean {
  if (typeof added !== 'string' || added === 'preview' || removed !== undefined || flags || prefix || alternative) return false
  return compare(added.replace('≤', ''), version) <= 0
}

function compare(left: string, right: string): number {
  const [a, b] = [left, right].map((text) => text.split('.').map(Number))
  return (a?.[0] ?? 0) - (b?.[0] ?? 0) || (a?.[1] ?? 0) - (b?.[1] ?? 0)
}
