import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { GIB, type ClusterSpec } from '@/server/contracts/cluster-spec'
import { definitionOf, operationOf } from '@/server/domain/testing/build-definition'
import { SAMPLE_SECRETS, sampleSpec } from '@/server/kubernetes/manifests/testing/sample-input'
import { loadCredentials, openKubernetes, type OpenedKubernetes } from '@/server/kubernetes/open-kubernetes'
import { openRealCluster, type RealCluster } from '@/server/kubernetes/testing/real-cluster'
import { LIMIT_MS, Rounds } from './testing/real-rounds'
import { RecordingWriter } from './testing/recording-writer'

describe.runIf(process.env['KUBECONFIG'])('availability on a real Kubernetes', { timeout: LIMIT_MS * 2 }, () => {
  let cluster: RealCluster
  let connection: OpenedKubernetes
  let rounds: Rounds
  let writer: RecordingWriter

  const primary = () => rounds.look().endpoints[`${rounds.definition.name}-primary`]?.[0] ?? null

  beforeAll(async () => {
    cluster = await openRealCluster()
    const kubeconfig = await cluster.makeAccount('operator', ['rbac/operator-role.yaml', 'rbac-node-statistics/role.yaml'])
    connection = await openKubernetes({ id: 'k', credentials: loadCredentials({ source: 'kubeconfig', kubeconfig, context: null }) })
    await connection.watch.start()
    rounds = begin('semi', { topology: 'semisync', instances: 3, failover: { mode: 'automatic', allowDataLoss: false, confirmSeconds: 3, quietSeconds: 0 } })
    await rounds.settle()
    writer = new RecordingWriter((pod) => connection.dialPod({ namespace: cluster.namespace, pod, address: null }), primary, SAMPLE_SECRETS.root)
    await writer.prepare()
    writer.start()
  }, LIMIT_MS)

  afterAll(async () => {
    await writer.stop()
    await rounds.end()
    await connection.close()
    await cluster.close()
  }, 60_000)

  function begin(name: string, spec: Partial<ClusterSpec>): Rounds {
    return new Rounds(connection, definitionOf({
      id: `id-${cluster.namespace}-${name}`, name, namespace: cluster.namespace, createdAt: Date.now(), operations: [operationOf('create')],
      spec: sampleSpec({ storage: { className: 'standard', sizeBytes: GIB }, ...spec }),
    }))
  }

  /** Every acknowledged row is there exactly once on every instance. */
  async function expectNothingLost(): Promise<void> {
    const written = writer.acknowledged.length
    await rounds.run(({ status }) => status.level === 'healthy' && writer.acknowledged.length > written)
    await writer.stop()
    await rounds.run(({ status }) => status.instances.every(({ replication }) => (replication?.transactionsBehind ?? 0) === 0))
    for (const { name } of (await rounds.round()).status.instances) expect(await writer.compare(name), name).toMatchObject({ missing: [], doubled: 0 })
    const kept = writer.acknowledged
    writer = new RecordingWriter((pod) => connection.dialPod({ namespace: cluster.namespace, pod, address: null }), primary, SAMPLE_SECRETS.root)
    writer.continueAfter(kept)
    writer.start()
  }

  it('commits wait for an acknowledgement', async () => {
    const { status } = await rounds.round()
    expect(status.availability?.acknowledgements).toMatchObject({ wanted: 1, required: 1, state: 'synchronous' })
    expect(status.availability?.failover).toMatchObject({ possible: true, code: 'ready' })
  })

  it('a switchover stops writes for a moment and loses nothing', async () => {
    const before = primary()
    const target = before === 'semi-1' ? 'semi-2' : 'semi-1'
    writer.resetGap()
    rounds.definition.operations.push(operationOf('switchover', { id: 'switch-1', parameters: { target, requestedBy: 'test', accepted: ['quiet', 'volume'] } }))
    await rounds.run(() => rounds.ended.some(({ id }) => id === 'switch-1'))
    expect(rounds.ended.find(({ id }) => id === 'switch-1')).toMatchObject({ state: 'succeeded' })
    expect(primary()).toBe(target)
    console.log(`switchover: longest gap between acknowledged writes ${writer.longestGapMs} ms; ${rounds.events.filter(({ reason }) => reason === 'SwitchoverDone').at(-1)?.message ?? ''}`)
    await expectNothingLost()
  })

  it('the pod of the primary is lost and cannot come back: another takes over, and nothing acknowledged is lost', async () => {
    const before = primary()
    const quotas = `/api/v1/namespaces/${cluster.namespace}/resourcequotas`
    await cluster.admin.request({ method: 'POST', path: quotas, body: { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'pods' }, spec: { hard: { pods: '2' } } } })
    writer.resetGap()
    await cluster.admin.request({ method: 'DELETE', path: `/api/v1/namespaces/${cluster.namespace}/pods/${before ?? ''}`, body: { kind: 'DeleteOptions', apiVersion: 'v1', gracePeriodSeconds: 0 } })
    const written = writer.acknowledged.length
    await rounds.run(() => rounds.ended.some(({ id, state }) => id.startsWith('failover') && state === 'succeeded') && writer.acknowledged.length > written)
    console.log(`failover: longest gap between acknowledged writes ${writer.longestGapMs} ms\n${rounds.events.slice(-12).map(({ message }) => message).join('\n')}`)
    await cluster.admin.request({ method: 'DELETE', path: `${quotas}/pods` })
    expect(primary()).not.toBe(before)
    await expectNothingLost()
  })
})
