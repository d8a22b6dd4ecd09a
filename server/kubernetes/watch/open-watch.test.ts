import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ClusterReference, KubernetesManifest } from '@/server/domain/kubernetes-port'
import { ANNOTATIONS, LABELS } from '@/server/domain/kubernetes-port'
import { loadCredentials, openKubernetes, type OpenedKubernetes } from '../open-kubernetes'
import { statusAnswer } from '../testing/fake-answer'
import { FakeApiServer } from '../testing/fake-api-server'
import { addFakeCluster } from '../testing/make-fake-cluster'
import type { WatchTiming } from './watch-timing'

const HASTY: Partial<WatchTiming> = { firstRetryMs: 5, longestRetryMs: 40, forbiddenRetryMs: 30, probeMs: 20, probeTimeoutMs: 400, graceMs: 60, silenceMs: 120, foreignMs: 20, progressMs: 20 }
const OWNER: ClusterReference = { clusterId: 'c-1', namespace: 'shop', name: 'shop-db' }

let server: FakeApiServer
let connection: OpenedKubernetes

async function open(timing: Partial<WatchTiming> = {}): Promise<OpenedKubernetes> {
  connection = await openKubernetes({ id: 'k', credentials: loadCredentials({ source: 'kubeconfig', kubeconfig: server.kubeconfig, context: null }), timing: { ...HASTY, ...timing } })
  return connection
}

const look = (wanted: KubernetesManifest[] = []) => connection.watch.observe(OWNER, wanted)
const podNames = () => look().pods.map((pod) => pod.name)
const watchesOf = (plural: string) => server.countRequests((request) => request.path.endsWith(`/${plural}`) && request.query.get('watch') === 'true')
const listsOf = (plural: string) => server.countRequests((request) => request.path.endsWith(`/${plural}`) && request.query.get('watch') === null)
const addPod = (name: string) => server.store.put('v1/pods', { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'shop', labels: { [LABELS.managedBy]: 'podkeeper', [LABELS.instance]: 'shop-db', [LABELS.clusterId]: 'c-1' } }, spec: { containers: [{ name: 'mysql' }] } })

beforeEach(async () => {
  server = await new FakeApiServer().start()
  addFakeCluster(server.store, { ...OWNER, instances: 3 })
})
afterEach(async () => {
  await connection.close()
  await server.stop()
})

describe('the live view of a Kubernetes cluster', () => {
  it('says that nothing is known until every cache was filled, then shows what is there', async () => {
    await open()
    expect(look()).toMatchObject({ reachable: false, pods: [], namespace: 'unknown' })
    await connection.watch.start()
    const seen = look()
    expect(seen).toMatchObject({ reachable: true, problem: null, namespace: 'present', statefulSet: { specReplicas: 3, readyReplicas: 3 }, endpoints: { 'shop-db-read': ['shop-db-0', 'shop-db-1', 'shop-db-2'] } })
    expect(seen.pods.map((pod) => [pod.name, pod.ordinal, pod.ours, pod.labels[LABELS.role]])).toEqual([['shop-db-0', 0, true, 'primary'], ['shop-db-1', 1, true, 'replica'], ['shop-db-2', 2, true, 'replica']])
    expect(seen.claims.map((claim) => [claim.name, claim.phase, claim.capacityBytes])).toEqual([0, 1, 2].map((ordinal) => [`data-shop-db-${ordinal}`, 'Bound', 25 * 1024 ** 3]))
  })

  it('tells which cluster a change concerns', async () => {
    await open()
    await connection.watch.start()
    const changed = vi.fn()
    connection.watch.onChange(changed)
    addPod('shop-db-3')
    await vi.waitFor(() => expect(changed).toHaveBeenCalledWith('c-1'))
    expect(podNames()).toContain('shop-db-3')
  })

  it('lists anew when the server no longer knows the version (410), and drops what went meanwhile', async () => {
    await open()
    await connection.watch.start()
    await vi.waitFor(() => expect(watchesOf('pods')).toBe(1))
    const lists = listsOf('pods')
    server.fault = () => statusAnswer(503, 'ServiceUnavailable', 'busy')
    server.cutConnections()
    server.store.remove('v1/pods', 'shop', 'shop-db-2')
    addPod('shop-db-9')
    server.store.expireHistory()
    server.fault = () => null
    await vi.waitFor(() => expect(podNames()).toEqual(['shop-db-0', 'shop-db-1', 'shop-db-9']))
    expect(listsOf('pods')).toBeGreaterThan(lists)
  })

  it('goes on from the last version when a watch is cut, without listing again', async () => {
    await open()
    await connection.watch.start()
    await vi.waitFor(() => expect(watchesOf('pods')).toBe(1))
    const lists = listsOf('pods')
    server.cutConnections()
    addPod('shop-db-3')
    await vi.waitFor(() => expect(podNames()).toContain('shop-db-3'))
    expect(listsOf('pods')).toBe(lists)
  })

  it('says why and since when the API server is away, keeps the last state, and recovers by itself', async () => {
    await open()
    await connection.watch.start()
    const changed = vi.fn()
    connection.watch.onChange(changed)
    await server.stop()
    await vi.waitFor(() => expect(look().problem?.detail).toContain('connection refused'))
    const away = look()
    expect(away).toMatchObject({ reachable: false, problem: { code: 'kubernetes.unreachable' } })
    expect(away.lastContactAt).toBeLessThanOrEqual(Date.now())
    expect(podNames()).toHaveLength(3)
    expect(changed).toHaveBeenCalledWith(null)
    addPod('shop-db-3')
    await server.start()
    await vi.waitFor(() => expect(look()).toMatchObject({ reachable: true, problem: null }), { timeout: 3000 })
    await vi.waitFor(() => expect(podNames()).toContain('shop-db-3'))
  })

  it('notices a server that accepts connections and never answers, and does not trust old watches when it is back', async () => {
    await open()
    await connection.watch.start()
    await vi.waitFor(() => expect(watchesOf('pods')).toBe(1))
    server.freeze()
    await vi.waitFor(() => expect(look()).toMatchObject({ reachable: false, problem: { code: 'kubernetes.unreachable' } }), { timeout: 3000 })
    addPod('shop-db-3')
    server.thaw() // the old watches are dead now, though nobody closed them
    await vi.waitFor(() => expect(podNames()).toContain('shop-db-3'), { timeout: 3000 })
    await vi.waitFor(() => expect(look().reachable).toBe(true))
  })

  it('notices a watch that died without a word while everything else answers', async () => {
    server.bookmarkMs = 20
    await open()
    await connection.watch.start()
    await vi.waitFor(() => expect(watchesOf('pods')).toBe(1))
    await vi.waitFor(() => expect(server.countRequests((request) => request.path === '/version')).toBeGreaterThan(3))
    server.deadenWatches()
    addPod('shop-db-3')
    await vi.waitFor(() => expect(podNames()).toContain('shop-db-3'), { timeout: 3000 })
  })

  it('says which permission is missing and goes on when it is given', async () => {
    server.fault = ({ path }) => (path.endsWith('/statefulsets') ? statusAnswer(403, 'Forbidden', 'statefulsets.apps is forbidden: User "system:serviceaccount:podkeeper:podkeeper" cannot list resource "statefulsets" in API group "apps" at the cluster scope') : null)
    await open()
    const started = connection.watch.start()
    await vi.waitFor(() => expect(look().problem?.code).toBe('kubernetes.forbidden'))
    expect(look().problem?.detail).toContain('list statefulsets (apps) in the whole cluster')
    expect(look().problem?.action).toContain('kind: ClusterRole')
    server.fault = () => null
    await started
    await vi.waitFor(() => expect(look()).toMatchObject({ reachable: true, problem: null }))
  })

  it('works without permission for nodes and namespaces, and says that it does not know', async () => {
    server.fault = ({ path }) => (/\/(nodes|namespaces)$/.test(path) ? statusAnswer(403, 'Forbidden', 'forbidden') : null)
    await open()
    await connection.watch.start()
    expect(look()).toMatchObject({ reachable: true, namespace: 'unknown' })
    expect(look().pods[0]?.nodeReady).toBeNull()
  })

  it('waits as long as an overloaded server asks (429)', async () => {
    let refusals = 0
    server.fault = ({ path }) => (path.endsWith('/configmaps') && refusals++ < 2 ? statusAnswer(429, 'TooManyRequests', 'slow down', {}, { 'Retry-After': '0' }) : null)
    await open()
    await connection.watch.start()
    expect(refusals).toBeGreaterThanOrEqual(2)
    await vi.waitFor(() => expect(look().reachable).toBe(true))
  })

  it('is not stopped by one object that cannot be read', async () => {
    server.store.put('v1/pods', { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'odd-0', namespace: 'shop', labels: { [LABELS.managedBy]: 'podkeeper' } }, spec: 'not a spec' })
    await open()
    await connection.watch.start()
    expect(podNames()).toHaveLength(3)
  })

  it('keeps the events of its own clusters only, also those from before it knew the cluster', async () => {
    const event = (uid: string, name: string) => ({ apiVersion: 'v1', kind: 'Event', metadata: { name: uid, namespace: 'shop', uid, labels: {} }, involvedObject: { kind: 'Pod', name, namespace: 'shop' }, type: 'Warning', reason: 'BackOff', message: 'pulling failed', lastTimestamp: new Date().toISOString() })
    server.store.put('v1/events', event('e-1', 'shop-db-0'))
    server.store.put('v1/events', event('e-2', 'other-0'))
    await open()
    await connection.watch.start()
    await vi.waitFor(() => expect(look().events.map((seen) => seen.id)).toEqual(['e-1']))
    server.store.put('v1/events', event('e-3', 'shop-db-1'))
    await vi.waitFor(() => expect(look().events.map((seen) => seen.id)).toEqual(['e-1', 'e-3']))
  })

  it('reads the progress of a clone from the init container of a pod that waits for it', async () => {
    const pod = addPod('shop-db-3')
    server.store.put('v1/pods', { ...pod, spec: { initContainers: [{ name: 'clone-mysql' }], containers: [{ name: 'mysql' }] }, status: { phase: 'Pending', initContainerStatuses: [{ name: 'clone-mysql', state: { running: {} } }] } })
    server.logs.set('shop/shop-db-3/clone-mysql', ['clone 10 100 1000', 'clone 50 500 1000', 'something else'])
    await open()
    await connection.watch.start()
    await vi.waitFor(() => expect(look().pods.find((seen) => seen.name === 'shop-db-3')?.initProgress).toEqual({ stage: 'clone', fraction: 0.5 }))
  })
})

describe('the state of each wanted object', () => {
  const wanted = (content: string, name = 'shop-db-config'): KubernetesManifest => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'shop', labels: { [LABELS.managedBy]: 'podkeeper', [LABELS.instance]: 'shop-db', [LABELS.clusterId]: 'c-1' }, annotations: { [ANNOTATIONS.specHash]: `hash of ${content}` } }, data: { 'my.cnf': content } })
  const stateOf = (manifest: KubernetesManifest) => look([manifest]).objects[0]?.state
  const apply = async (manifest: KubernetesManifest) => connection.watch.noteApplied(OWNER, manifest, await connection.port.apply(manifest, OWNER))

  beforeEach(async () => {
    await open()
    await connection.watch.start()
  })

  it('is missing, then current at once after the apply, outdated by another definition, missing again when deleted', async () => {
    const first = wanted('a')
    expect(stateOf(first)).toBe('missing')
    await apply(first)
    expect(stateOf(first)).toBe('current')
    expect(stateOf(wanted('b'))).toBe('outdated')
    server.store.remove('v1/configmaps', 'shop', 'shop-db-config')
    await vi.waitFor(() => expect(stateOf(first)).toBe('missing'))
  })

  it('is drifted when somebody else took one of our fields, and not when they added their own or a status came', async () => {
    const manifest = wanted('a')
    await apply(manifest)
    const stored = server.store.get('v1/configmaps', 'shop', 'shop-db-config')
    if (!stored) throw new Error('was not applied')
    server.store.put('v1/configmaps', { ...stored, data: { 'my.cnf': 'a', extra: 'x' }, status: { seen: true } })
    // Changes of one kind arrive in order: when the later one is seen, the earlier one was.
    server.store.put('v1/configmaps', { ...stored, metadata: { ...stored.metadata, name: 'later' } })
    await vi.waitFor(() => expect(stateOf(wanted('a', 'later'))).not.toBe('missing'))
    expect(stateOf(manifest)).toBe('current')
    // What Kubernetes does when `kubectl edit` gives the field another value: it leaves our set.
    server.store.put('v1/configmaps', { ...stored, data: { 'my.cnf': 'b' }, metadata: { ...stored.metadata, managedFields: [{ manager: 'podkeeper', operation: 'Apply', fieldsV1: { 'f:metadata': { 'f:labels': {}, 'f:annotations': {} }, 'f:data': { '.': {}, 'f:other': {} } } }] } })
    await vi.waitFor(() => expect(stateOf(manifest)).toBe('drifted'))
    await apply(manifest)
    expect(stateOf(manifest)).toBe('current')
  })

  it('is foreign with its owner when Kubernetes refused, and missing again when the other object has gone', async () => {
    server.store.put('v1/configmaps', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'shop-db-config', namespace: 'shop', labels: { [LABELS.managedBy]: 'Helm' } } })
    const manifest = wanted('a')
    const refused = await connection.port.apply(manifest, OWNER).catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: 'kubernetes.object-not-ours' })
    if (!(refused instanceof Error)) throw new Error('was not refused')
    connection.watch.noteRefused(OWNER, manifest, { code: 'kubernetes.object-not-ours', detail: refused.message, action: null })
    expect(look([manifest]).objects[0]).toMatchObject({ state: 'foreign', owner: 'Helm', lastProblem: { code: 'kubernetes.object-not-ours' } })
    server.store.remove('v1/configmaps', 'shop', 'shop-db-config')
    await vi.waitFor(() => expect(look([manifest]).objects[0]).toMatchObject({ state: 'missing', lastProblem: null }))
  })

  it('is deleting while a finalizer holds it', async () => {
    const manifest = wanted('a')
    await apply({ ...manifest, metadata: { ...manifest.metadata, finalizers: ['x/y'] } })
    const stored = server.store.get('v1/configmaps', 'shop', 'shop-db-config')
    if (!stored) throw new Error('was not applied')
    server.store.put('v1/configmaps', { ...stored, metadata: { ...stored.metadata, deletionTimestamp: new Date().toISOString() } })
    await vi.waitFor(() => expect(stateOf(manifest)).toBe('deleting'))
  })
})
