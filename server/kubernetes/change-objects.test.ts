import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FINALIZER, LABELS, type ClusterReference, type KubernetesManifest, type KubernetesPort } from '@/server/domain/kubernetes-port'
import { loadCredentials, openKubernetes, type OpenedKubernetes } from './open-kubernetes'
import { statusAnswer } from './testing/fake-answer'
import { FakeApiServer } from './testing/fake-api-server'
import { addFakeCluster } from './testing/make-fake-cluster'

const OWNER: ClusterReference = { clusterId: 'c-1', namespace: 'shop', name: 'shop-db' }
const labels = { [LABELS.managedBy]: 'podkeeper', [LABELS.instance]: 'shop-db', [LABELS.clusterId]: 'c-1' }
const manifest = (kind: string, name: string): KubernetesManifest => ({ apiVersion: 'v1', kind, metadata: { name, labels }, data: { a: 'MQ==' } })

let server: FakeApiServer
let connection: OpenedKubernetes
let port: KubernetesPort

beforeEach(async () => {
  server = await new FakeApiServer().start()
  server.store.put('v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } })
  connection = await openKubernetes({ id: 'k', credentials: loadCredentials({ source: 'kubeconfig', kubeconfig: server.kubeconfig, context: null }) })
  port = connection.port
})
afterEach(async () => {
  await connection.close()
  await server.stop()
})

describe('apply', () => {
  it('makes an object as field manager podkeeper, and changes nothing in a dry run', async () => {
    await port.apply(manifest('ConfigMap', 'x'), OWNER, { dryRun: true })
    expect(server.store.get('v1/configmaps', 'shop', 'x')).toBeUndefined()
    await port.apply(manifest('ConfigMap', 'x'), OWNER)
    expect(server.store.get('v1/configmaps', 'shop', 'x')).toMatchObject({ data: { a: 'MQ==' }, metadata: { managedFields: [{ manager: 'podkeeper' }] } })
  })

  it('leaves an object that is not ours as it is, and says whose it is', async () => {
    server.store.put('v1/configmaps', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x', namespace: 'shop', managedFields: [{ manager: 'kubectl-create', operation: 'Update' }] } })
    await expect(port.apply(manifest('ConfigMap', 'x'), OWNER)).rejects.toMatchObject({ code: 'kubernetes.object-not-ours', message: expect.stringContaining('belongs to kubectl-create') })
    expect(server.store.get('v1/configmaps', 'shop', 'x')?.['data']).toBeUndefined()
  })

  it('does not take over what somebody made between the look and the apply', async () => {
    let looks = 0
    server.fault = ({ method, path }) => (method === 'GET' && path.endsWith('/configmaps/x') && looks++ === 0 ? statusAnswer(404, 'NotFound', 'configmaps "x" not found', { kind: 'configmaps' }) : null)
    server.store.put('v1/configmaps', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x', namespace: 'shop' }, data: { a: 'theirs' } })
    await expect(port.apply(manifest('ConfigMap', 'x'), OWNER)).rejects.toMatchObject({ code: 'kubernetes.rejected' })
    expect(server.store.get('v1/configmaps', 'shop', 'x')?.['data']).toEqual({ a: 'theirs' })
  })

  it('takes over the passwords of a deleted cluster of the same name, not those of a living one', async () => {
    const kept = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'shop-db-credentials', namespace: 'shop', labels: { ...labels, [LABELS.clusterId]: 'c-0' } } }
    server.store.put('v1/secrets', kept)
    await port.apply(manifest('Secret', 'shop-db-credentials'), OWNER)
    expect(server.store.get('v1/secrets', 'shop', 'shop-db-credentials')?.metadata.labels?.[LABELS.clusterId]).toBe('c-1')
    server.store.put('v1/secrets', kept)
    addFakeCluster(server.store, { ...OWNER, clusterId: 'c-0', instances: 1 })
    await expect(port.apply(manifest('Secret', 'shop-db-credentials'), OWNER)).rejects.toMatchObject({ code: 'kubernetes.object-not-ours' })
  })

  it('says before the StatefulSet is made that its storage class does not exist', async () => {
    const statefulSet: KubernetesManifest = { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'shop-db', labels }, spec: { volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { storageClassName: 'fast' } }] } }
    await expect(port.apply(statefulSet, OWNER)).rejects.toMatchObject({ code: 'kubernetes.storage-class-missing', message: expect.stringContaining('"fast"') })
    server.store.put('storage.k8s.io/v1/storageclasses', { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'fast' } })
    await port.apply(statefulSet, OWNER)
  })

  it('says that the namespace is missing', async () => {
    await expect(port.apply(manifest('ConfigMap', 'x'), { ...OWNER, namespace: 'gone' })).rejects.toMatchObject({ code: 'kubernetes.namespace-missing' })
  })
})

describe('delete', () => {
  const reference = { apiVersion: 'v1', kind: 'ConfigMap', name: 'x', namespace: 'shop' }

  it('deletes ours; a missing one is success', async () => {
    await port.apply(manifest('ConfigMap', 'x'), OWNER)
    await port.delete(reference, OWNER, { propagation: 'background' })
    expect(server.store.get('v1/configmaps', 'shop', 'x')).toBeUndefined()
    await port.delete(reference, OWNER, { propagation: 'background' })
  })

  it('leaves an object of another uid, and one that is not ours', async () => {
    await port.apply(manifest('ConfigMap', 'x'), OWNER)
    await port.delete(reference, OWNER, { propagation: 'background', uid: 'another' })
    await expect(port.delete(reference, { ...OWNER, clusterId: 'c-2' }, { propagation: 'background' })).rejects.toMatchObject({ code: 'kubernetes.object-not-ours' })
    expect(server.store.get('v1/configmaps', 'shop', 'x')).toBeDefined()
  })
})

describe('pods and their StatefulSet', () => {
  beforeEach(() => addFakeCluster(server.store, { ...OWNER, instances: 2 }))

  it('sets and removes labels of exactly the pod that is meant', async () => {
    const uid = server.store.get('v1/pods', 'shop', 'shop-db-0')?.metadata.uid ?? ''
    await port.labelPod('shop', 'shop-db-0', uid, { [LABELS.role]: null, [LABELS.reads]: 'true' })
    const changed = server.store.get('v1/pods', 'shop', 'shop-db-0')?.metadata.labels
    expect(changed?.[LABELS.reads]).toBe('true')
    expect(changed).not.toHaveProperty(LABELS.role)
    await expect(port.labelPod('shop', 'shop-db-0', 'another', { a: 'b' })).rejects.toMatchObject({ code: 'kubernetes.not-found' })
  })

  it('lets a StatefulSet that is being deleted go without its pods', async () => {
    const set = server.store.get('apps/v1/statefulsets', 'shop', 'shop-db')
    if (!set) throw new Error('no set')
    server.store.put('apps/v1/statefulsets', { ...set, metadata: { ...set.metadata, finalizers: [FINALIZER], deletionTimestamp: new Date().toISOString() } })
    for (const pod of server.store.list('v1/pods', 'shop')) server.store.put('v1/pods', { ...pod, metadata: { ...pod.metadata, ownerReferences: [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'shop-db', uid: set.metadata.uid }] } })
    await port.releaseStatefulSet(OWNER, { orphanPods: true })
    expect(server.store.get('apps/v1/statefulsets', 'shop', 'shop-db')).toBeUndefined()
    expect(server.store.list('v1/pods', 'shop').map((pod) => pod.metadata['ownerReferences'])).toEqual([[], []])
    await port.releaseStatefulSet(OWNER, { orphanPods: true })
  })

  it('reads a log line by line, and says when the pod is gone', async () => {
    server.logs.set('shop/shop-db-0/mysql', ['one', 'two'])
    const options = { container: 'mysql', previous: false, tailLines: 10, sinceSeconds: null, follow: false, signal: new AbortController().signal }
    const lines: string[] = []
    for await (const line of port.logs('shop', 'shop-db-0', options)) lines.push(line)
    expect(lines).toEqual(['one', 'two'])
    await expect(port.logs('shop', 'gone-0', options)[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'kubernetes.not-found' })
  })
})

describe('the inventory', () => {
  it('names claims that deleted clusters left, and what may not be listed, without failing', async () => {
    addFakeCluster(server.store, { ...OWNER, instances: 1 })
    addFakeCluster(server.store, { ...OWNER, name: 'gone', instances: 1 })
    server.store.remove('apps/v1/statefulsets', 'shop', 'gone')
    server.fault = ({ path, body }) => {
      if (path.endsWith('/nodes')) return statusAnswer(403, 'Forbidden', 'forbidden')
      return path.endsWith('/selfsubjectaccessreviews') && JSON.stringify(body).includes('"nodes"') ? { status: 201, body: { status: { allowed: false } } } : null
    }
    const inventory = await port.inventory()
    expect(inventory.keptClaims).toEqual([{ namespace: 'shop', cluster: 'gone', claim: 'data-gone-0', capacityBytes: 25 * 1024 ** 3, storageClass: 'standard' }])
    expect(inventory.nodes).toEqual([])
    expect(inventory.missingPermissions).toEqual(['get nodes', 'list nodes', 'watch nodes', 'get nodes/proxy (optional)'])
  })
})
