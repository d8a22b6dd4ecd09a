// @vitest-environment node
import { expect, test } from 'vitest'
import { safeNextPath } from './next-path'

test('a path of this site is followed', () => {
  expect(safeNextPath('/clusters/42?tab=1')).toBe('/clusters/42?tab=1')
})

test.each(['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)', '/a\\b', '/a\nb', ''])('%j leads to the clusters instead', (next) => {
  expect(safeNextPath(next)).toBe('/clusters')
})

test('signing in never leads back to the sign-in page', () => {
  expect(safeNextPath('/login?next=/login')).toBe('/clusters')
})
