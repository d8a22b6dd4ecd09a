import { describe, expect, it } from 'vitest'
import type { Action, Decision } from '@/server/domain/decision'
import type { KubernetesConnection, KubernetesManifest } from '@/server/domain/kubernetes-port'
import type { MysqlPort } from '@/server/domain/mysql-port'
import { observationOf } from '@/server/domain/testing/build-observation'
import { FakeKubernetes } from '@/server/services/testing/fake-kubernetes'
import { carryOut, type ActInput } from './act'

const decide = (action: Action): Decision => ({ id: JSON.stringify(action), kind: 'act', code: 'Tested', instance: null, message: 'tested', because: null, progress: null, action })
const apply = (kind: string): Decision => decide({ type: 'apply-object', object: { apiVersion: 'v1', kind, name: 'shop-db' } })

/** Ports that record what is asked of them; Kubernetes refuses `refuses`. */
function world(refuses: string[] = []) {
  const observation = observationOf()
  const told: string[] = []
  const statements: string[] = []
  const kubernetes = new FakeKubernetes()
  for (const kind of refuses) kubernetes.refusals.set(kind, { code: 'kubernetes.object-not-ours', detail: 'not ours' })
  const note = (state: string) => (_owner: unknown, manifest: KubernetesManifest) => void told.push(`${manifest.kind} ${manifest.metadata.name} ${state}`)
  const connection: KubernetesConnection = {
    id: 'k',
    port: kubernetes,
    watch: { start: () => Promise.resolve(), stop: () => Promise.resolve(), observe: () => observation.kubernetes, onChange: () => () => {}, noteApplied: note('applied'), noteRefused: note('refused') },
    close: () => Promise.resolve(),
  }
  const mysql: MysqlPort = {
    observe: () => Promise.reject(new Error('acting observes nothing')),
    execute: ({ pod }, { type }) => {
      statements.push(`${pod} ${type}`)
      return Promise.resolve({ ok: true, value: undefined })
    },
    listTransactions: () => Promise.reject(new Error('acting reads nothing')),
    close: () => Promise.resolve(),
  }
  const input: ActInput = {
    connection, mysql, observation, mayAct: () => true, finishDeletion: () => Promise.resolve(),
    owner: { clusterId: 'c', namespace: 'shop', name: 'shop-db' },
    wanted: ['Secret', 'ConfigMap', 'Service', 'StatefulSet'].map((kind) => ({ apiVersion: 'v1', kind, metadata: { name: 'shop-db' } })),
    secrets: { root: 'r', operator: 'o', replication: 'r', clone: 'c', backup: 'b', exporter: 'e' },
  }
  return { told, statements, kubernetes, input }
}

describe('carryOut', () => {
  it('makes no StatefulSet in a round in which an object before it was refused', async () => {
    const { told, input } = world(['ConfigMap'])
    const failures = await carryOut(['Secret', 'ConfigMap', 'Service', 'StatefulSet'].map(apply), input)
    expect(told).toEqual(['Secret shop-db applied', 'ConfigMap shop-db refused', 'Service shop-db applied'])
    expect(failures).toHaveLength(2)
  })

  it('begins nothing once the lease is no longer trusted', async () => {
    const { kubernetes, statements, input } = world()
    const failures = await carryOut([apply('Secret'), decide({ type: 'make-writable', instance: 'shop-db-0', epoch: 1 })], { ...input, mayAct: () => false })
    expect([kubernetes.applied, statements]).toEqual([[], []])
    expect(failures).toHaveLength(2)
  })

  it('begins a cluster with its identity before it is opened for writing', async () => {
    const { statements, input } = world()
    await carryOut([decide({ type: 'bootstrap-primary', instance: 'shop-db-0', epoch: 1 })], input)
    expect(statements).toEqual(['shop-db-0 bootstrap', 'shop-db-0 set-writable'])
  })

  it('asks for a larger volume by nothing but its size, and remembers a refusal with the claim', async () => {
    const { kubernetes, told, input } = world(['PersistentVolumeClaim'])
    await carryOut([decide({ type: 'grow-claim', claim: 'data-shop-db-1', sizeBytes: 2 * 1024 ** 3 })], input)
    expect(kubernetes.applied[0]?.manifest).toEqual({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data-shop-db-1' }, spec: { resources: { requests: { storage: '2048Mi' } } } })
    expect(told).toEqual(['PersistentVolumeClaim data-shop-db-1 refused'])
  })
})
