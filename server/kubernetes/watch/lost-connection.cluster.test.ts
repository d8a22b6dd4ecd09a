import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { LABELS, type ClusterReference, type KubernetesManifest } from '@/server/domain/kubernetes-port'
import { loadCredentials, openKubernetes, type OpenedKubernetes } from '../open-kubernetes'
import { FaultyLink } from '../testing/faulty-link'
import { openRealCluster, type RealCluster } from '../testing/real-cluster'

const SLOW = { timeout: 60_000, interval: 100 }

describe.runIf(process.env['KUBECONFIG'])('a real API server behind a link that fails', { timeout: 120_000 }, () => {
  let cluster: RealCluster
  let link: FaultyLink
  let connection: OpenedKubernetes
  let owner: ClusterReference

  const manifest = (name: string): KubernetesManifest => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, labels: { [LABELS.managedBy]: 'podkeeper', [LABELS.instance]: 'shop', [LABELS.clusterId]: owner.clusterId } }, data: { a: '1' } })
  const look = (name: string) => connection.watch.observe(owner, [manifest(name)])
  const create = (name: string) => cluster.admin.request({ method: 'POST', path: `/api/v1/namespaces/${cluster.namespace}/configmaps`, body: { ...manifest(name) } })

  beforeAll(async () => {
    cluster = await openRealCluster()
    owner = { clusterId: `id-${cluster.namespace}`, namespace: cluster.namespace, name: 'shop' }
    const kubeconfig = await cluster.makeAccount('operator', ['rbac/operator-role.yaml'])
    const { hostname, port } = new URL(cluster.admin.server)
    link = new FaultyLink({ host: hostname, port: Number(port || 443) })
    await link.open()
    connection = await openKubernetes({ id: 'k', credentials: loadCredentials({ source: 'kubeconfig', kubeconfig: kubeconfig.replaceAll(cluster.admin.server, `https://127.0.0.1:${link.port}`), context: null }) })
    await connection.watch.start()
  }, 60_000)

  afterAll(async () => {
    await connection.close()
    await link.cut()
    await cluster.close()
  }, 60_000)

  it('says so when it is cut, and sees what happened meanwhile when it is back', async () => {
    await link.cut()
    await vi.waitFor(() => expect(look('a')).toMatchObject({ reachable: false, problem: { code: 'kubernetes.unreachable' } }), SLOW)
    await create('a')
    await link.open()
    await vi.waitFor(() => expect(look('a')).toMatchObject({ reachable: true, problem: null }), SLOW)
    await vi.waitFor(() => expect(look('a').objects[0]?.state).not.toBe('missing'), SLOW)
  })

  it('says so when nothing passes any more though connections stay open, and recovers', async () => {
    link.clog()
    await vi.waitFor(() => expect(look('b')).toMatchObject({ reachable: false, problem: { detail: expect.stringContaining('did not answer in time') } }), SLOW)
    await create('b')
    link.unclog()
    await vi.waitFor(() => expect(look('b').reachable).toBe(true), SLOW)
    await vi.waitFor(() => expect(look('b').objects[0]?.state).not.toBe('missing'), SLOW)
  })
})
