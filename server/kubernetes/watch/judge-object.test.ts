import { describe, expect, it } from 'vitest'
import { ANNOTATIONS, type KubernetesManifest } from '@/server/domain/kubernetes-port'
import type { CachedObject } from './cached-objects'
import { judgeObject } from './judge-object'

const owner = { clusterId: 'new', namespace: 'shop', name: 'db' }
const manifest = (kind: string): KubernetesManifest => ({ apiVersion: 'v1', kind, metadata: { name: 'x', annotations: { [ANNOTATIONS.specHash]: 'h' } } })
const cached = (more: Partial<CachedObject>): CachedObject => ({ namespace: 'shop', name: 'x', uid: 'u', resourceVersion: '1', instance: 'db', clusterId: 'new', deleting: false, createdAt: 0, specHash: 'h', ownFields: JSON.stringify({ 'f:metadata': {} }), owner: 'podkeeper', ...more })
const judge = (kind: string, more: Partial<CachedObject>, livingClusterId: string | null = null) => judgeObject({ wanted: manifest(kind), owner, cached: cached(more), note: undefined, watched: true, livingClusterId })

describe('judgeObject', () => {
  it('applies over the Secret that a deleted cluster of the same name left, and over nothing else of another cluster', () => {
    expect(judge('Secret', { clusterId: 'old' }).state).toBe('outdated')
    expect(judge('ConfigMap', { clusterId: 'old' })).toMatchObject({ state: 'foreign', owner: 'another Podkeeper cluster (old)' })
  })

  it('leaves the Secret of a living cluster of another Podkeeper alone', () => {
    expect(judge('Secret', { clusterId: 'old' }, 'old').state).toBe('foreign')
  })

  it('does not take for drift what an admission webhook rewrote when it was applied', () => {
    const wanted = { ...manifest('ConfigMap'), data: { a: '1' } }
    const note = { reference: { apiVersion: 'v1', kind: 'ConfigMap', name: 'x', namespace: 'shop' }, owner, problem: null, foreign: null, wantedHash: 'h', neverOurs: new Set(['data']) }
    const object = cached({})
    expect(judgeObject({ wanted, owner, cached: object, note: undefined, watched: true, livingClusterId: null }).state).toBe('drifted')
    expect(judgeObject({ wanted, owner, cached: object, note: { ...note, neverOurs: new Set(['data', 'data.a']) }, watched: true, livingClusterId: null }).state).toBe('current')
  })
})
