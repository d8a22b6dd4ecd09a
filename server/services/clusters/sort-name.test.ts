import { describe, expect, it } from 'vitest'
import { toSortName } from './sort-name'

const sorted = (names: string[]) => [...names].sort((a, b) => (toSortName(a) < toSortName(b) ? -1 : 1))

describe('toSortName', () => {
  it('puts mysql-2 before mysql-10', () => {
    expect(sorted(['mysql-10', 'mysql-2', 'mysql-1'])).toEqual(['mysql-1', 'mysql-2', 'mysql-10'])
  })
  it('compares every number of a name', () => {
    expect(sorted(['a2-b10', 'a10-b1', 'a2-b9'])).toEqual(['a2-b9', 'a2-b10', 'a10-b1'])
  })
  it('does not let leading zeros decide', () => {
    expect(toSortName('db-007')).toBe(toSortName('db-7'))
  })
})
