// Finds everything a source file names: static, dynamic and type imports, re-exports, and new URL(…, import.meta.url).
// A real parser, because a regular expression believes comments and misses types.
import { parseSync } from 'vite'

export interface Reference {
  kind: 'value' | 'type' | 'url'
  /** As written, without `?url`-like endings; null when it is computed and so cannot be checked. */
  to: string | null
}

type Node = { type: string; [key: string]: unknown }

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value

export function references(path: string, source: string): Reference[] {
  const { program, errors } = parseSync(path, source)
  const [error] = errors
  if (error) throw new Error(`${path}: ${error.message}`)
  const found: Reference[] = []
  visit(program, (node) => {
    const reference = referenceOf(node)
    if (reference) found.push(reference)
  })
  return found
}

function visit(value: unknown, see: (node: Node) => void): void {
  if (Array.isArray(value)) {
    for (const item of value) visit(item, see)
  } else if (isNode(value)) {
    see(value)
    for (const child of Object.values(value)) visit(child, see)
  }
}

function referenceOf(node: Node): Reference | null {
  switch (node.type) {
    case 'ImportDeclaration':
      return { kind: onlyTypes(node, 'importKind') ? 'type' : 'value', to: literal(node.source) }
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
      return node.source ? { kind: onlyTypes(node, 'exportKind') ? 'type' : 'value', to: literal(node.source) } : null
    case 'ImportExpression':
      return { kind: 'value', to: literal(node.source) }
    case 'TSImportType':
      return { kind: 'type', to: literal(node.source ?? node.argument) }
    case 'NewExpression':
      return isModuleUrl(node) ? { kind: 'url', to: literal((node.arguments as unknown[])[0]) } : null
    default:
      return null
  }
}

/** `import type {…}`, or every name of the list marked `type`. */
function onlyTypes(node: Node, key: 'importKind' | 'exportKind'): boolean {
  const names = (node.specifiers ?? []) as Node[]
  return node[key] === 'type' || (names.length > 0 && names.every((name) => name[key] === 'type'))
}

function isModuleUrl(node: Node): boolean {
  const [, base] = node.arguments as Node[]
  if (!isNode(node.callee) || node.callee.name !== 'URL') return false
  return base?.type === 'MemberExpression' && isNode(base.object) && base.object.type === 'MetaProperty'
}

function literal(value: unknown): string | null {
  if (!isNode(value)) return null
  if (value.type === 'TSLiteralType') return literal(value.literal)
  return typeof value.value === 'string' ? value.value.replace(/\?.*$/, '') : null
}
