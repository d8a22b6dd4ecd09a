import { describe, expect, it } from 'vitest'
import { AppError } from '@/server/contracts/errors'
import type { Action, Decision } from '@/server/domain/decision'
import type { KubernetesConnection, KubernetesManifest } from '@/server/domain/kubernetes-port'
import type { MysqlPort } from '@/server/domain/mysql-port'
import { observationOf } from '@/server/domain/testing/build-observation'
import { carryOut, hostOf, type ActInput } from './act'

const decide = (action: Action): Decision => ({ id: JSON.stringify(action), kind: 'act', code: 'Tested', instance: null, message: 'tested', because: null, progress: null, action })
const apply = (kind: string): Decision => decide({ type: 'apply-object', object: { apiVersion: 'v1', kind, name: 'shop-db' } })

/** Records what is asked of it; refuses kinds. */
function world(refuses: string[] = []) {
  const done: string[] = []
  const refused: string[] = []
  const wanted: KubernetesManifest[] = ['Secret', 'ConfigMap', 'Service', 'StatefulSet'].map((kind) => ({ apiVersion: 'v1', kind, metadata: { name: 'shop-db' } }))
  const port = {
    apply: (manifest: KubernetesManifest) => {
      if (refuses.includes(manifest.kind)) return Promise.reject(new AppError('kubernetes.object-not-ours', 'not ours', { action: 'rename it' }))
      done.push(manifest.kind)
      return Promise.resolve(manifest)
    },
  }
  const connection = { id: 'k', port, watch: { noteApplied: () => {}, noteRefused: (_owner: unknown, manifest: KubernetesManifest) => refused.push(manifest.kind) } } as unknown as KubernetesConnection
  const mysql = { execute: (target: { pod: string }, command: { type: string }) => { done.push(`${target.pod} ${command.type}`); return Promise.resolve({ ok: true, value: undefined }) } } as unknown as MysqlPort
  const input: ActInput = {
    connection, mysql, wanted, owner: { clusterId: 'c', namespace: 'shop', name: 'shop-db' }, observation: observationOf(), mayAct: () => true, finishDeletion: () => Promise.resolve(),
    secrets: { root: 'r', operator: 'o', replication: 'r', clone: 'c', backup: 'b', exporter: 'e' },
  }
  return { done, refused, input }
}

describe('carryOut', () => {
  it('makes no StatefulSet in a round in which an object before it was refused', async () => {
    const { done, refused, input } = world(['ConfigMap'])
    const failures = await carryOut(['Secret', 'ConfigMap', 'Service', 'StatefulSet'].map(apply), input)
    expect(done).toEqual(['Secret', 'Service'])
    expect(refused).toEqual(['ConfigMap'])
    expect(failures).toHaveLength(2)
  })

  it('begins nothing once the lease is no longer trusted', async () => {
    const { done, input } = world()
    const failures = await carryOut([apply('Secret'), decide({ type: 'make-writable', instance: 'shop-db-0', epoch: 1 })], { ...input, mayAct: () => false })
    expect(done).toEqual([])
    expect(failures).toHaveLength(2)
  })

  it('begins a cluster with its identity before it is opened for writing', async () => {
    const { done, input } = world()
    await carryOut([decide({ type: 'bootstrap-primary', instance: 'shop-db-0', epoch: 1 })], input)
    expect(done).toEqual(['shop-db-0 bootstrap', 'shop-db-0 set-writable'])
  })
})

describe('hostOf', () => {
  it('is the name of the instance under the headless service', () => {
    expect(hostOf('shop-db-1', { name: 'shop-db', namespace: 'shop' })).toBe('shop-db-1.shop-db.shop.svc.cluster.local')
  })
})
