import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { GIB, type ClusterSpec } from '@/server/contracts/cluster-spec'
import type { Analysis } from '@/server/domain/decision'
import { requestGrowth } from '@/server/domain/request-growth'
import { definitionOf, operationOf } from '@/server/domain/testing/build-definition'
import { sampleSpec } from '@/server/kubernetes/manifests/testing/sample-input'
import { loadCredentials, openKubernetes, type OpenedKubernetes } from '@/server/kubernetes/open-kubernetes'
import { openRealCluster, type RealCluster } from '@/server/kubernetes/testing/real-cluster'
import { LIMIT_MS, Rounds } from './testing/real-rounds'

describe.runIf(process.env['KUBECONFIG'])('volumes on a real Kubernetes', { timeout: LIMIT_MS * 2 }, () => {
  let cluster: RealCluster
  let connection: OpenedKubernetes
  const all: Rounds[] = []

  beforeAll(async () => {
    cluster = await openRealCluster()
    const kubeconfig = await cluster.makeAccount('operator', ['rbac/operator-role.yaml', 'rbac-node-statistics/role.yaml'])
    connection = await openKubernetes({ id: 'k', credentials: loadCredentials({ source: 'kubeconfig', kubeconfig, context: null }) })
    await connection.watch.start()
  })
  afterAll(async () => {
    for (const rounds of all) await rounds.end()
    await connection.close()
    await cluster.close()
  })

  function begin(name: string, spec: Partial<ClusterSpec>): Rounds {
    const rounds = new Rounds(connection, definitionOf({
      id: `id-${cluster.namespace}-${name}`, name, namespace: cluster.namespace, createdAt: Date.now(), operations: [operationOf('create')],
      spec: sampleSpec({ instances: 2, storage: { className: 'standard', sizeBytes: GIB }, ...spec }),
    }))
    all.push(rounds)
    return rounds
  }

  it.each(['operator', 'statefulset'] as const)('grow while MySQL runs on, for new instances too (%s)', async (management) => {
    const rounds = begin(`grow-${management}`, { management })
    await rounds.settle()
    const before = rounds.pods()
    const uid = rounds.look().statefulSet?.uid
    rounds.change({ storage: { className: 'standard', sizeBytes: 2 * GIB } }, ['storage.sizeBytes'])
    await rounds.settle()
    expect(rounds.sizes()).toEqual([1, 2].map(() => ({ requestedBytes: 2 * GIB, capacityBytes: 2 * GIB })))
    expect(rounds.look().statefulSet).toMatchObject({ volumeSizeBytes: 2 * GIB, specReplicas: 2, readyReplicas: 2, deleting: false })
    expect(rounds.look().statefulSet?.uid).not.toBe(uid)
    expect(rounds.pods()).toEqual(before)
    expect(rounds.steps).toEqual(['objects', 'grow-data-NAME-0', 'grow-data-NAME-1', 'grow-template'].map((id) => `${id.replace('NAME', rounds.definition.name)} done`))
    expect(rounds.actions.filter(({ type }) => type === 'delete-pod')).toEqual([])
    const asked = rounds.actions.flatMap((action) => (action.type === 'grow-claim' ? [action.claim] : []))
    expect(asked).toEqual([`data-${rounds.definition.name}-1`, `data-${rounds.definition.name}-0`])
    expect(rounds.failures).toEqual([])
    rounds.change({ instances: 3 }, ['instances'])
    await rounds.settle()
    expect(rounds.sizes()[2]).toEqual({ requestedBytes: 2 * GIB, capacityBytes: 2 * GIB })
    expect(rounds.pods().slice(0, 2)).toEqual(before)
  })

  it('stay as they are while a quota is in the way, can be taken back, and grow when it is raised', async () => {
    const rounds = begin('quota', { instances: 1, topology: 'single' })
    await rounds.settle()
    const quota = { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'storage' }, spec: { hard: { 'requests.storage': '7Gi' } } }
    const path = `/api/v1/namespaces/${cluster.namespace}/resourcequotas`
    await cluster.admin.request({ method: 'POST', path, body: quota })
    const refused = (analysis: Analysis) => analysis.status.findings.some(({ code, message }) => code === 'QuotaExceeded' && /requests.storage/.test(message))
    const { uid } = rounds.look().statefulSet ?? {}
    rounds.change({ storage: { className: 'standard', sizeBytes: 100 * GIB } }, ['storage.sizeBytes'])
    const told = await rounds.run(refused)
    expect(told.operations[0]).toMatchObject({ state: 'running', problem: expect.stringContaining('enlarge volume data-quota-0') })
    expect(rounds.look().statefulSet).toMatchObject({ uid, volumeSizeBytes: GIB })
    rounds.change({ storage: { className: 'standard', sizeBytes: GIB } }, ['storage.sizeBytes'])
    await rounds.settle()
    rounds.change({ storage: { className: 'standard', sizeBytes: 100 * GIB } }, ['storage.sizeBytes'])
    await rounds.run(refused)
    await cluster.admin.request({ method: 'DELETE', path: `${path}/storage` })
    await rounds.settle()
    expect(rounds.sizes()).toEqual([{ requestedBytes: 100 * GIB, capacityBytes: 100 * GIB }])
  })

  it('of a class that does not allow it are refused in words', async () => {
    const rounds = begin('fixed', { instances: 1, topology: 'single', storage: { className: 'standard-fixed', sizeBytes: GIB } })
    await rounds.settle()
    await expect(connection.port.apply(requestGrowth('data-fixed-0', 2 * GIB), rounds.owner, { dryRun: true })).rejects.toMatchObject({ code: 'kubernetes.rejected', message: expect.stringContaining('storage class does not let volumes grow') })
    rounds.change({ storage: { className: 'standard-fixed', sizeBytes: 2 * GIB } }, ['storage.sizeBytes'])
    const { status } = await rounds.run((analysis) => analysis.status.findings.some(({ code }) => code === 'VolumeGrowthRefused'))
    expect(status.findings[0]).toMatchObject({ level: 'attention', action: expect.stringContaining('allowVolumeExpansion') })
    expect(rounds.look().statefulSet?.volumeSizeBytes).toBe(GIB)
  })
})
