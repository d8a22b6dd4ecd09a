// @vitest-environment node
import { expect, test } from 'vitest'
import { compareValues } from './compare-values'

test('only what differs is listed, by its path', () => {
  expect(compareValues({ spec: { instances: 3, storage: { sizeBytes: 5 } } }, { spec: { instances: 5, storage: { sizeBytes: 5 } } })).toEqual([{ path: 'spec.instances', before: '3', after: '5' }])
})

test('members that came and went are told apart from changed ones', () => {
  expect(compareValues({ a: 1, gone: 'x' }, { a: 1, came: null })).toEqual([
    { path: 'came', before: undefined, after: 'null' },
    { path: 'gone', before: 'x', after: undefined },
  ])
})

test('a creation lists everything, and a plain value has no path', () => {
  expect(compareValues(null, { name: 'a', tags: ['x', 'y'], none: [] })).toEqual([
    { path: 'name', before: undefined, after: 'a' },
    { path: 'tags.0', before: undefined, after: 'x' },
    { path: 'tags.1', before: undefined, after: 'y' },
    { path: 'none', before: undefined, after: '[]' },
  ])
  expect(compareValues('a', 'b')).toEqual([{ path: '', before: 'a', after: 'b' }])
})

test('equal values have no difference', () => {
  expect(compareValues({ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] })).toEqual([])
})
