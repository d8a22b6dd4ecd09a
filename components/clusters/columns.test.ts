// @vitest-environment node
import { expect, test } from 'vitest'
import { readHiddenColumns, writeHiddenColumns } from './columns'

test('the choice of columns comes back from its cookie', () => {
  const cookie = writeHiddenColumns(['version', 'age']).split(';')[0]?.split('=')[1]
  expect(readHiddenColumns(cookie)).toEqual(['version', 'age'])
})

test('a cookie cannot hide what must be shown, and nonsense in it is ignored', () => {
  expect(readHiddenColumns('name.health.nonsense.lag')).toEqual(['lag'])
  expect(readHiddenColumns(undefined)).toEqual([])
})
