// @vitest-environment node
import { expect, test } from 'vitest'
import { clusterIdOf, crumbsOf } from './navigation'

test('breadcrumbs name the cluster, and the last one is where one is', () => {
  expect(crumbsOf('/clusters/0b1/instances/shop-db-2', 'shop-db')).toEqual([
    { label: 'Clusters', href: '/clusters' }, { label: 'shop-db', href: '/clusters/0b1' }, { label: 'Instances', href: '/clusters/0b1/instances' }, { label: 'shop-db-2', href: null },
  ])
})

test('the form for a new cluster is no cluster', () => {
  expect(clusterIdOf('/clusters/new')).toBeNull()
  expect(clusterIdOf('/clusters/0b1/timeline')).toBe('0b1')
  expect(clusterIdOf('/kubernetes')).toBeNull()
  expect(crumbsOf('/clusters/new', null).at(-1)).toEqual({ label: 'New cluster', href: null })
})

test('a cluster that is not loaded yet has no invented name', () => {
  expect(crumbsOf('/clusters/0b1', null).at(-1)?.label).toBe('…')
})
