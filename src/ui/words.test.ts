// Every words.ts there is: both languages say the same, in their own language, with the same numbers in; and nothing is said nowhere.
// The errors' sentences are held by src/core/errors/words.test.ts.
import { readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { describe, expect, test } from 'vitest'
import { fieldOf, optionalIds } from '../core/request/fields'
import { formWords } from './form/words'

type Saying = string | ((...given: unknown[]) => string)
interface Pair { path: string; en: Saying; zh: Saying }
interface Book { file: string; name: string; en: object; zh: object }

const root = posix.join(import.meta.dirname, '../..')
const modules: Record<string, Record<string, unknown>> = import.meta.glob('/src/**/words.ts', { eager: true })
const books = Object.entries(modules).map(([path, exported]): Book => {
  const [[name, words] = ['', {}], ...more] = Object.entries(exported)
  if (more.length > 0) throw new Error(`${path} exports more than its words`)
  return { file: path.slice(1), name, ...(words as { en: object; zh: object }) }
})
/** What may read them, and the words themselves. */
const texts = new Map(['src', 'workers'].flatMap((folder) => readdirSync(posix.join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => posix.join(folder, name)))
  .filter((path) => /\.tsx?$/.test(path) && !/\.test\.|\/test-/.test(path))
  .map((path) => [path, readFileSync(posix.join(root, path), 'utf8')]))
const program = [...texts].filter(([path]) => !path.endsWith('/words.ts')).map(([, text]) => text).join('\n')

/** Whether the program has a value or a property of this name; places of a list have none. */
function isKnown(key: string): boolean {
  const camel = key.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
  return /^\d$/.test(key) || [`'${key}'`, `${key}:`, `${key}?:`, `${camel}:`, `${camel}?:`].some((written) => program.includes(written))
}

const groupsOf = (text: string, pattern: string): string[] => [...text.matchAll(new RegExp(pattern, 'g'))].map(([, group = '']) => group)
const pathsOf = (value: unknown, path = ''): string[] =>
  typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, path ? `${path}.${key}` : key)) : [path]
const at = (value: unknown, path: string): unknown => path.split('.').reduce((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], value)

/** Names, formats and signs that are the same in Chinese; and the one word that is said in the other language. */
const sameInBoth = [
  'src/ui/shell/words.ts language.switchTo',
  // Names of the field that go by no other.
  ...optionalIds.filter((id) => formWords.en.fields[id] === formWords.zh.fields[id] && formWords.en.fields[id] === fieldOf(id).infotext).map((id) => `src/ui/form/words.ts fields.${id}`),
  'src/ui/model/words.ts of',
  'src/ui/model/memory/words.ts parts.unet',
  'src/rooms/models/words.ts named',
]

/** Read by a key that is not written out, so that no search finds it: what the key is. '' is the whole file. */
const byKey: Record<string, string> = {
  'src/core/axes/words.ts ': 'an AxisProblem',
  'src/core/request/words.ts ': 'a NumberRemark',
  'src/core/samplers/words.ts ': 'the id of a sampler',
  'src/core/schedule/words.ts ': 'the id of a schedule',
  'src/ui/shell/words.ts theme': 'the theme preferred',
  'src/ui/shell/words.ts onWasm': 'the engine’s reason',
  'src/ui/shell/words.ts rooms': 'the name of a room',
  'src/ui/form/words.ts fields': 'the id of a field',
  'src/ui/form/words.ts samplerGroups': 'the name of a group',
  'src/ui/form/advanced/words.ts help': 'the id of a field',
  'src/ui/form/fill/words.ts notes': 'what came of the last try',
  'src/ui/queue/words.ts held': 'why the queue stands still',
  'src/ui/model/words.ts phases': 'the phase of a load',
  'src/ui/model/words.ts licences': 'what a licence is called in words',
  'src/ui/model/words.ts loaded': 'where the model came from',
  'src/ui/model/precision/words.ts about': 'the id of a precision',
  'src/ui/model/memory/words.ts verdict': 'the verdict',
  'src/ui/model/memory/words.ts kind': 'the backend',
  'src/ui/model/memory/words.ts parts': 'a part of a model',
  'src/ui/model/memory/words.ts ways': 'a way to save memory',
  'src/ui/model/memory/words.ts answers': 'a way to save memory and its answer',
  'src/ui/model/memory/words.ts measures': 'a way to save memory',
  'src/ui/model/memory/words.ts lighter': 'the backend',
  'src/rooms/models/machine/words.ts ended': 'how a trial ended',
  'src/rooms/models/machine/words.ts trial': 'the name of a trial',
  'src/rooms/compare/words.ts axisPlace': 'the name of an axis',
  'src/rooms/compare/words.ts hints': 'what an axis varies',
  'src/rooms/compare/words.ts short': 'what an axis varies',
  'src/rooms/compare/words.ts presets': 'the name of a preset',
  'src/rooms/rescue/words.ts kinds': 'the kind of what is remembered',
  'src/rooms/models/words.ts origin': 'where a model came from',
  'src/rooms/models/words.ts hashes': 'how files are checked',
  'src/rooms/models/words.ts repair': 'the name of a transform',
}

const han = /\p{Script=Han}/u

/** Both sayings, plain and with each argument at the values that grammar turns on; `marks` are the arguments that come out again. */
function said({ en, zh }: Pair) {
  const count = typeof en === 'function' ? en.length : 0
  const given = Array.from({ length: count }, (_, i): unknown => `⟦${i}⟧`)
  const turns = /===| \? /.test(`${en}${zh}`) ? [0, 1, null, ''] : []
  return [given, ...given.flatMap((_, i) => turns.map((turn) => given.with(i, turn)))].map((params) => {
    const one = (saying: Saying) => {
      const text = typeof saying === 'function' ? saying(...params) : saying
      // English leaves a 1 out where Chinese counts it, so only what is marked is compared.
      return { text, marks: [...new Set(text.match(/⟦\d⟧/g))].toSorted() }
    }
    return { params, en: one(en), zh: one(zh) }
  })
}

describe.each(books)('$file', ({ file, name, en, zh }) => {
  const pairs = pathsOf(en).map((path) => ({ path, en: at(en, path), zh: at(zh, path) }) as Pair)
  const isSame = (path: string) => sameInBoth.includes(`${file} ${path}`)

  test('is one pair of languages, the Chinese one typed by the English one', () => {
    expect(name).toMatch(/^[a-z]+Words$/)
    expect(texts.get(file)).toMatch(/^const zh: typeof en = \{$/m)
    // Words are data: whoever reads them loads nothing else.
    expect(texts.get(file)).not.toMatch(/^import (?!type )/m)
  })

  test('has the same keys in both languages, taking the same arguments', () => {
    expect(pathsOf(zh)).toEqual(pathsOf(en))
    expect(pairs.filter((pair) => typeof pair.en !== typeof pair.zh || (typeof pair.en === 'function' && pair.en.length !== pair.zh.length))).toEqual([])
  })

  test('says in both languages what it is given', () => {
    const differing = pairs.flatMap((pair) => said(pair).filter((one) => one.en.marks.join() !== one.zh.marks.join()).map(({ params }) => [pair.path, params]))
    expect(differing).toEqual([])
  })

  test('is English in English and Chinese in Chinese', () => {
    const english = pairs.filter((pair) => said(pair).every((one) => /\S/.test(one.en.text) && !han.test(one.en.text)))
    const chinese = pairs.filter((pair) => said(pair).every((one) => han.test(one.zh.text)))
    expect(pairs.filter((pair) => !isSame(pair.path) && !(english.includes(pair) && chinese.includes(pair))).map(({ path }) => path)).toEqual([])
    expect(chinese.map(({ path }) => path).filter(isSame)).toEqual([])
  })

  test('says nothing that nobody reads', () => {
    const isRead = readersOf(file, name)
    const listed = Object.keys(byKey).filter((entry) => entry.startsWith(`${file} `)).map((entry) => entry.slice(file.length + 1))
    const sectionOf = (path: string) => listed.find((section) => section === '' || path.startsWith(`${section}.`))
    // A section that is read by key is itself read somewhere, and its keys are names that the program knows.
    expect(listed.filter((path) => path !== '' && !isRead(path))).toEqual([])
    expect(pairs.filter(({ path }) => {
      const section = sectionOf(path)
      return section === undefined ? !isRead(path) : !path.slice(section.length).split('.').filter(Boolean).every(isKnown)
    }).map(({ path }) => path)).toEqual([])
  })
})

test('every exception stands for something', () => {
  const paths = books.flatMap(({ file, en }) => pathsOf(en).map((path) => `${file} ${path}`))
  expect(sameInBoth.filter((one) => !paths.includes(one))).toEqual([])
  expect(Object.keys(byKey).filter((one) => !paths.some((path) => path.startsWith(one)))).toEqual([])
})

test('a key that nobody writes is found out', () => {
  const isRead = readersOf('src/rooms/studio/words.ts', 'studioWords')
  expect(['generate', 'strip.label', 'instant.hint', 'generated', 'strip.generate', 'label'].map(isRead)).toEqual([true, true, true, false, false, false])
  // Through an interface of another file.
  expect(['stepsFact', 'stepsFacts'].map(readersOf('src/rooms/compare/words.ts', 'compareWords'))).toEqual([true, false])
})

/** Whether a path such as `strip.label` is written in any file that holds these words, under whatever name it holds them. */
function readersOf(file: string, name: string): (path: string) => boolean {
  const type = name.charAt(0).toUpperCase() + name.slice(1)
  const carriers = new Map([...texts].map(([path, text]) => [path, groupsOf(text, `(\\w+): ${type}\\b`)]))
  const readers = [...texts].filter(([path]) => path !== file && path.startsWith('src/')).flatMap(([path, text]) => {
    const imported = groupsOf(text, `from '(\\.[^']*)'`).flatMap((to) => ['.ts', '.tsx'].map((end) => posix.join(posix.dirname(path), to) + end))
    const carried = [path, ...imported].flatMap((one) => carriers.get(one) ?? [])
    if (carried.length === 0 && !text.includes(name)) return []
    const wholes = [`useWords\\(${name}\\)`, ...carried, ...groupsOf(text, `const (\\w+) = useWords\\(${name}\\)`)]
    const lists = groupsOf(text, `\\{([^{}]*)\\}(?: = (?:${wholes.join('|')})(?![\\w.(])|: ${type}\\b)`)
    return [{ text, wholes, taken: lists.flatMap((list) => list.split(',').map((one) => one.split(':').map((part) => part.trim()))) }]
  })
  return (path) => readers.some(({ text, wholes, taken }) => {
    const [first, ...rest] = path.split('.')
    const below = rest.map((key) => `\\.${key}`).join('')
    const written = (start: string) => new RegExp(`(?<![\\w.])(?:\\w+\\.)?${start}${below}\\b`).test(text)
    return wholes.some((whole) => written(`${whole}\\.${first}`)) || taken.some(([key, alias = key]) => key === first && written(alias!))
  })
}
