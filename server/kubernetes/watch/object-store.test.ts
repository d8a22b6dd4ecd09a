import { describe, expect, it } from 'vitest'
import { ObjectStore } from './object-store'

const object = (name: string, resourceVersion: string, uid = 'u', instance: string | null = 'db') => ({ namespace: 'shop', name, uid, resourceVersion, instance, clusterId: 'c' })

describe('ObjectStore', () => {
  it('never goes back to an older version', () => {
    const store = new ObjectStore()
    store.upsert(object('a', '100'))
    expect(store.upsert(object('a', '99'))).toBe(false)
    expect(store.get('shop', 'a')?.resourceVersion).toBe('100')
  })

  it('keeps what was made after the list that does not hold it', () => {
    const store = new ObjectStore()
    store.upsert(object('old', '10'))
    store.beginList()
    store.upsert(object('listed', '20'))
    store.upsert(object('applied', '60'))
    expect(store.endList('50').map(({ name }) => name)).toEqual(['old'])
    expect(store.ofInstance('shop', 'db').map(({ name }) => name)).toEqual(['listed', 'applied'])
  })

  it('ignores the deletion of an object that was made anew since', () => {
    const store = new ObjectStore()
    store.upsert(object('a', '10', 'second'))
    expect(store.remove('shop', 'a', 'first')).toBeNull()
    expect(store.size).toBe(1)
  })

  it('follows an object whose cluster label changes', () => {
    const store = new ObjectStore()
    store.upsert(object('a', '10'))
    store.upsert(object('a', '11', 'u', 'other'))
    expect(store.ofInstance('shop', 'db')).toEqual([])
    expect(store.ofInstance('shop', 'other')).toHaveLength(1)
  })
})
