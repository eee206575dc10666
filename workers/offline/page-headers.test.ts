import { expect, test } from 'vitest'
import { headersWith, pageHeaders, policyIn } from './page-headers'

test('the policy is the one that the page states, and who may frame it', () => {
  const page = `<head><meta charset="utf-8" /><meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src 'self'" /></head>`
  expect(headersWith(policyIn(page))).toEqual({ ...pageHeaders, 'Content-Security-Policy': "default-src 'none'; img-src 'self'; frame-ancestors 'self'" })
})

test('a page without a policy is not framed either', () => {
  expect(headersWith(policyIn('<head></head>'))['Content-Security-Policy']).toBe("frame-ancestors 'self'")
})
