import { expect, test } from 'vitest'
import { instanceHost, serviceHost } from './kubernetes-port'

test('names inside Kubernetes hold no cluster domain: the resolver of every pod adds its own', () => {
  expect(serviceHost('shop-db-primary', 'shop')).toBe('shop-db-primary.shop.svc')
  expect(instanceHost('shop-db-1', { name: 'shop-db', namespace: 'shop' })).toBe('shop-db-1.shop-db.shop.svc')
})
