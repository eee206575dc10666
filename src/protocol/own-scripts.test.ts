import { expect, test } from 'vitest'
import { trustOwnScripts } from './own-scripts'

test('only scripts of the app\'s own origin are let through', () => {
  const rules = new Map<string, (address: string) => string>()
  trustOwnScripts({ trustedTypes: { createPolicy: (name, { createScriptURL }) => void rules.set(name, createScriptURL) } }, 'https://app.test/darkroom/')
  const pass = rules.get('default')!
  for (const own of ['https://app.test/darkroom/assets/engine.js', './offline.sw.js', '/x.js']) expect(pass(own)).toBe(own)
  for (const foreign of ['https://other.test/x.js', '//other.test/x.js', 'http://app.test/x.js', 'data:text/javascript,1', 'blob:null/1']) expect(() => pass(foreign)).toThrow(TypeError)
})

test('a browser without Trusted Types goes on', () => {
  expect(() => trustOwnScripts({}, 'https://app.test/')).not.toThrow()
})
