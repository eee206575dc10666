import { expect, test } from 'vitest'
import { createPreferences } from './preferences'

function memory(stored: Record<string, string> = {}) {
  return { stored, getItem: (key: string) => stored[key] ?? null, setItem: (key: string, value: string) => void (stored[key] = value), removeItem: (key: string) => void delete stored[key] }
}

const refuse = () => { throw new Error('blocked') }

test('a choice is remembered; what nobody chose is not', () => {
  const store = memory()
  const { precision, instant, theme } = createPreferences(store, ['zh-CN'])
  expect([precision.value, instant.value]).toEqual(['', ''])
  precision.value = 'fp32'
  instant.value = 'off'
  theme.value = 'dark'
  expect(store.stored).toEqual({ 'darkroom.precision': 'fp32', 'darkroom.instant': 'off', 'darkroom.theme': 'dark' })
  const again = createPreferences(memory(store.stored), ['zh-CN'])
  expect([again.language.value, again.precision.value, again.instant.value]).toEqual(['zh', 'fp32', 'off'])
})

test('the address’s precision stands in for the remembered one and leaves it alone, until the person chooses', () => {
  const store = memory({ 'darkroom.precision': 'fp32' })
  const { precision } = createPreferences(store, ['en'], { precision: 'q4' })
  expect([precision.value, store.stored['darkroom.precision']]).toEqual(['q4', 'fp32'])
  precision.value = ''
  expect(store.stored['darkroom.precision']).toBe('')
  expect(createPreferences(memory(store.stored), ['en'], { precision: null }).precision.value).toBe('')
})

test('a browser that blocks storage still lets a person choose', () => {
  const { precision } = createPreferences({ getItem: refuse, setItem: refuse, removeItem: refuse }, ['en'])
  precision.value = 'q8'
  expect(precision.value).toBe('q8')
})

test('a way in memory is remembered answer by answer; what is no answer is not believed', () => {
  const store = memory({ 'darkroom.memory': 'parts=sideways&decoder=tiles' })
  const preferences = createPreferences(store, ['en'])
  expect(preferences.memory.value).toEqual({ decoder: 'tiles' })
  preferences.memory.value = { text: 'wasm' }
  expect(store.stored['darkroom.memory']).toBe('text=wasm')
  expect(createPreferences(memory(store.stored), ['en']).memory.value).toEqual({ text: 'wasm' })
})

test.each([
  ['language', 'fr', 'en'], ['theme', 'sepia', 'system'], ['precision', 'fp32; drop', ''], ['precision', '{"id":"q8"}', ''],
  ['instant', 'perhaps', ''], ['licences', 'no-licence-here', ''], ['licences', 'a MIT\n\n\nb', ''],
] as const)('%s remembered as %j is forgotten and told; the rest stays', (name, text, otherwise) => {
  const store = memory({ 'darkroom.memory': 'text=wasm', [`darkroom.${name}`]: text })
  const preferences = createPreferences(store, ['en'])
  expect([preferences[name].value, preferences.dropped.value]).toEqual([otherwise, [`darkroom.${name}`]])
  expect(store.stored).toEqual({ 'darkroom.memory': 'text=wasm' })
  expect(preferences.memory.value).toEqual({ text: 'wasm' })
})

test('what fits is not told of: licences with spaces in them, nothing at all, one wish of memory or two', () => {
  const store = memory({ 'darkroom.licences': 'a-b.1 CreativeML Open RAIL-M\nb MIT', 'darkroom.instant': '', 'darkroom.memory': 'text=wasm&decoder=tiles' })
  expect(createPreferences(store, ['en']).dropped.value).toEqual([])
  expect(createPreferences(memory({ 'darkroom.memory': '[object Object]' }), ['en']).dropped.value).toEqual(['darkroom.memory'])
  expect(createPreferences(memory({ 'darkroom.precision': 'no precision' }), ['en'], { precision: 'q4' })).toMatchObject({ precision: { value: 'q4' }, dropped: { value: ['darkroom.precision'] } })
})
