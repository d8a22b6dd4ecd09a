// @vitest-environment node
import { expect, test } from 'vitest'
import { hasFilter, isLevelChosen, listHref, listQuery, sortHref, toggleLevelHref } from './list-address'

test('the plain list has a plain address', () => {
  expect(listHref({ sort: 'health', order: 'asc', page: 1, pageSize: 50 }, {})).toBe('/clusters')
})

test('a changed filter begins at the first page and keeps the rest', () => {
  expect(listHref({ search: 'shop', page: 7, sort: 'lag' }, { namespace: 'prod' })).toBe('/clusters?search=shop&sort=lag&namespace=prod')
  expect(listHref({ search: 'shop' }, { page: 3 })).toBe('/clusters?search=shop&page=3')
})

test('states are added and taken out one by one', () => {
  expect(toggleLevelHref({ level: 'broken' }, 'attention')).toBe('/clusters?level=broken&level=attention')
  expect(toggleLevelHref({ level: ['broken', 'attention'] }, 'broken')).toBe('/clusters?level=attention')
  expect(toggleLevelHref({ level: 'broken' }, 'broken')).toBe('/clusters')
  expect(isLevelChosen({ level: 'broken' }, 'broken')).toBe(true)
})

test('sorting by the same column again turns it round', () => {
  expect(sortHref({}, 'lag')).toBe('/clusters?sort=lag')
  expect(sortHref({ sort: 'lag' }, 'lag')).toBe('/clusters?sort=lag&order=desc')
  expect(sortHref({ sort: 'lag', order: 'desc' }, 'lag')).toBe('/clusters?sort=lag')
})

test('sorting and paging are no filters', () => {
  expect(hasFilter({ sort: 'lag', page: 2 })).toBe(false)
  expect(hasFilter({ level: ['broken'] })).toBe(true)
})

test('script in a search is data of the address', () => {
  expect(listQuery({ search: '<script>&a=b' })).toBe('?search=%3Cscript%3E%26a%3Db')
})
