import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { clusterSpecSchema, GIB } from '@/server/contracts/cluster-spec'
import { AppError } from '@/server/contracts/errors'
import { systemClock } from '@/server/domain/clock'
import type { ClusterReference, KubernetesManifest } from '@/server/domain/kubernetes-port'
import { checkByKubernetes } from '@/server/services/clusters/check-by-kubernetes'
import { setServicePorts } from '@/server/services/ports'
import { manifestBuilder } from './manifests/build-manifests'
import { checkKubeconfig, loadCredentials, openKubernetes, type OpenedKubernetes } from './open-kubernetes'
import { openRealCluster, type RealCluster } from './testing/real-cluster'

const OPERATOR_ROLES = ['rbac/operator-role.yaml', 'rbac-node-statistics/role.yaml']
const spec = clusterSpecSchema.parse({ topology: 'single', instances: 1, version: process.env['PODKEEPER_TEST_MYSQL'] ?? '9.7', resources: { cpuRequestMillicores: 50, memoryBytes: 512 * 1024 ** 2 }, storage: { sizeBytes: 1024 ** 3 } })
const secrets = { root: 'r00t', operator: 'oper', replication: 'repl', clone: 'clon', backup: 'back', exporter: 'expo' }
const SLOW = { timeout: 120_000, interval: 200 }

/** On a real Kubernetes, with an account that has the roles of deploy/ and nothing else. */
describe.runIf(process.env['KUBECONFIG'])('the adapter on a real Kubernetes', { timeout: 180_000 }, () => {
  let cluster: RealCluster
  let kubeconfig: string
  let connection: OpenedKubernetes
  let owner: ClusterReference
  let wanted: KubernetesManifest[]

  const open = (text: string) => openKubernetes({ id: 'k', credentials: loadCredentials({ source: 'kubeconfig', kubeconfig: text, context: null }), timing: { metricsMs: 2000, volumesMs: 2000 } })
  const look = () => connection.watch.observe(owner, wanted)
  const statesOf = () => look().objects.map((object) => `${object.kind} ${object.name} ${object.state}`)
  const allCurrent = () => wanted.map((manifest) => `${manifest.kind} ${manifest.metadata.name} current`)
  const wantedOf = (kind: string) => wanted.find((manifest) => manifest.kind === kind) ?? wanted[0] ?? { apiVersion: '', kind: '', metadata: { name: '' } }
  const apply = async (manifest: KubernetesManifest) => connection.watch.noteApplied(owner, manifest, await connection.port.apply(manifest, owner))
  const patch = (path: string, body: object) => cluster.admin.request({ method: 'PATCH', path, query: { fieldManager: 'somebody' }, contentType: 'application/merge-patch+json', body })
  const core = (rest: string) => `/api/v1/namespaces/${cluster.namespace}/${rest}`
  const statefulSetPath = () => `/apis/apps/v1/namespaces/${cluster.namespace}/statefulsets/shop`

  beforeAll(async () => {
    cluster = await openRealCluster()
    owner = { clusterId: `id-${cluster.namespace}`, namespace: cluster.namespace, name: 'shop' }
    wanted = manifestBuilder.build({ cluster: owner, spec, secrets, replicas: 1, managed: true })
    kubeconfig = await cluster.makeAccount('operator', OPERATOR_ROLES)
    connection = await open(kubeconfig)
    await connection.watch.start()
  }, 60_000)

  afterAll(async () => {
    await connection.port.delete({ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'shop', namespace: cluster.namespace }, owner, { propagation: 'background' })
    await connection.port.releaseStatefulSet(owner, { orphanPods: false })
    await connection.close()
    await cluster.close()
  }, 60_000)

  it('accepts the pasted kubeconfig and reads what the cluster offers, with every permission that it needs', async () => {
    await expect(checkKubeconfig(kubeconfig, null)).resolves.toMatchObject({ context: 'test', version: expect.stringMatching(/^v1\./) })
    const inventory = await connection.port.inventory()
    expect(inventory.missingPermissions).toEqual([])
    expect(inventory.nodes.length).toBeGreaterThan(0)
    expect(inventory.namespaces).toContainEqual({ name: cluster.namespace, terminating: false })
    expect(inventory.storageClasses.some((storageClass) => storageClass.isDefault)).toBe(true)
  })

  it('refuses a kubeconfig whose token is wrong', async () => {
    await expect(checkKubeconfig(kubeconfig.replace(/"token":"[^"]+"/, '"token":"wrong"'), null)).rejects.toMatchObject({ code: 'kubernetes.unauthorized' })
    const { server } = connection
    await expect(checkKubeconfig(kubeconfig.replaceAll(server, server.replace(/\d+$/, '1')), null)).rejects.toMatchObject({ code: 'kubernetes.unreachable' })
    await expect(checkKubeconfig(kubeconfig.replace(/"certificate-authority-data":"[^"]+"/, '"insecure-skip-tls-verify":false'), null)).rejects.toMatchObject({ code: 'kubernetes.unreachable', message: expect.stringContaining('authority') })
  })

  it('checks all objects of a cluster in a dry run without making any', async () => {
    for (const manifest of wanted) await connection.port.apply(manifest, owner, { dryRun: true })
    expect(statesOf().every((state) => state.endsWith(' missing'))).toBe(true)
  })

  it('brings a cluster up and sees it: pods, claims, endpoints, events, use of resources', async () => {
    for (const manifest of wanted) await apply(manifest)
    expect(statesOf()).toEqual(allCurrent())
    await vi.waitFor(() => expect(look().pods[0]?.containers.find((container) => container.name === 'mysql')?.state).toBe('running'), SLOW)
    await vi.waitFor(() => expect(look().claims).toMatchObject([{ name: 'data-shop-0', phase: 'Bound', ordinal: 0, clusterId: owner.clusterId }]), SLOW)
    expect(look().pods).toMatchObject([{ name: 'shop-0', ours: true, nodeReady: true, initProgress: null }])
    expect(look().endpoints).toHaveProperty('shop')
    expect(look().events.map((event) => event.reason)).toEqual(expect.arrayContaining(['SuccessfulCreate', 'Scheduled']))
    expect(look()).toMatchObject({ reachable: true, namespace: 'present' })
    // Statuses came and changed meanwhile: none of it is drift.
    expect(statesOf()).toEqual(allCurrent())
  })

  it('applies again without changing anything', async () => {
    const versions = async () => Promise.all(wanted.map(async ({ apiVersion, kind, metadata: { name } }) => (await connection.port.get({ apiVersion, kind, name, namespace: cluster.namespace }))?.metadata['generation'] ?? 'none'))
    const before = await versions()
    for (const manifest of wanted) await apply(manifest)
    expect(await versions()).toEqual(before)
  })

  it('is sure of the state of every object right after a restart', async () => {
    const second = await open(kubeconfig)
    await second.watch.start()
    expect(second.watch.observe(owner, wanted).objects.map((object) => object.state)).toEqual(wanted.map(() => 'current'))
    await second.close()
  })

  it.each([
    ['StatefulSet', 'scaled by hand', () => patch(`${statefulSetPath()}/scale`, { spec: { replicas: 2 } })],
    ['ConfigMap', 'edited', () => patch(core('configmaps/shop-config'), { data: { 'my.cnf': '[mysqld]' } })],
    ['Secret', 'whose password was removed', () => patch(core('secrets/shop-credentials'), { data: { root: null } })],
    ['ServiceAccount', 'that got a token', () => patch(core('serviceaccounts/shop'), { automountServiceAccountToken: true })],
    ['Service', 'whose selector was changed', () => patch(core('services/shop'), { spec: { selector: { 'app.kubernetes.io/instance': 'other' } } })],
  ])('sees a %s %s as drifted and puts it right', async (kind, _how, damage) => {
    await damage()
    const manifest = wantedOf(kind)
    const stateOf = () => connection.watch.observe(owner, [manifest]).objects[0]?.state
    await vi.waitFor(() => expect(stateOf()).toBe('drifted'), SLOW)
    await apply(manifest)
    expect(stateOf()).toBe('current')
  })

  it('does not take foreign additions for drift', async () => {
    await patch(core('configmaps/shop-config'), { metadata: { annotations: { note: 'mine' } } })
    await patch(core('services/shop-read'), { metadata: { labels: { team: 'mine' } } })
    await vi.waitFor(async () => expect((await connection.port.get({ apiVersion: 'v1', kind: 'Service', name: 'shop-read', namespace: cluster.namespace }))?.metadata.labels).toHaveProperty('team'))
    expect(statesOf()).toEqual(allCurrent())
  })

  it('puts back whatever was deleted', async () => {
    await cluster.admin.request({ method: 'DELETE', path: core('services/shop-primary') })
    await cluster.admin.request({ method: 'DELETE', path: core('secrets/shop-credentials') })
    await vi.waitFor(() => expect(statesOf()).toEqual(expect.arrayContaining(['Service shop-primary missing', 'Secret shop-credentials missing'])), SLOW)
    for (const manifest of wanted) await apply(manifest)
    expect(statesOf()).toEqual(allCurrent())
  })

  it('makes a StatefulSet anew that somebody deleted, without restarting its pod', async () => {
    await vi.waitFor(() => expect(look().pods[0]?.containers.find((container) => container.name === 'mysql')?.state).toBe('running'), SLOW)
    const before = look().pods[0]
    await cluster.admin.request({ method: 'DELETE', path: statefulSetPath(), body: { propagationPolicy: 'Background' } })
    await vi.waitFor(() => expect(look().statefulSet?.deleting).toBe(true), SLOW)
    await connection.port.releaseStatefulSet(owner, { orphanPods: true })
    await vi.waitFor(() => expect(look().statefulSet).toBeNull(), SLOW)
    await apply(wantedOf('StatefulSet'))
    await vi.waitFor(async () => {
      const pod = await connection.port.get({ apiVersion: 'v1', kind: 'Pod', name: 'shop-0', namespace: cluster.namespace })
      expect(pod?.metadata['ownerReferences']).toMatchObject([{ uid: look().statefulSet?.uid }])
    }, SLOW)
    expect(look().pods[0]).toMatchObject({ uid: before?.uid, deleting: false })
    expect(look().pods[0]?.containers.map((container) => container.restarts)).toEqual(before?.containers.map((container) => container.restarts))
  })

  it('labels exactly the pod that it means', async () => {
    const uid = look().pods[0]?.uid ?? ''
    await connection.port.labelPod(cluster.namespace, 'shop-0', uid, { 'podkeeper.dev/role': 'primary' })
    await vi.waitFor(() => expect(look().pods[0]?.labels['podkeeper.dev/role']).toBe('primary'), SLOW)
    await connection.port.labelPod(cluster.namespace, 'shop-0', uid, { 'podkeeper.dev/role': null })
    await expect(connection.port.labelPod(cluster.namespace, 'shop-0', 'another-uid', { 'podkeeper.dev/role': 'replica' })).rejects.toMatchObject({ code: 'kubernetes.not-found' })
    await vi.waitFor(() => expect(look().pods[0]?.labels).not.toHaveProperty('podkeeper.dev/role'), SLOW)
  })

  it('reaches MySQL through the API server, and says when a port is closed', async () => {
    const target = { namespace: cluster.namespace, pod: 'shop-0', address: null }
    const greeting = await vi.waitFor(async () => {
      const stream = await connection.dialPod(target)
      try {
        return await new Promise<Buffer>((resolve, reject) => stream.once('data', resolve).once('error', reject).once('close', () => reject(new Error('closed'))))
      } finally {
        stream.destroy()
      }
    }, SLOW)
    expect(greeting.toString('latin1')).toMatch(/\d+\.\d+\.\d+/)
    // It may be told before the stream is handed over, or by the stream.
    const failure = await connection.dialPod({ ...target, port: 9 }).then((closed) => new Promise((resolve) => closed.once('error', resolve).resume()), (error: unknown) => error)
    expect(failure).toMatchObject({ code: 'mysql.unreachable' })
    await expect(connection.dialPod({ ...target, pod: 'shop-7' })).rejects.toMatchObject({ code: 'kubernetes.not-found' })
  })

  it('follows a log until it is told to stop', async () => {
    const stop = new AbortController()
    const options = { container: 'mysql', previous: false, tailLines: 5, sinceSeconds: null, follow: true, signal: stop.signal }
    const lines: string[] = []
    for await (const line of connection.port.logs(cluster.namespace, 'shop-0', options)) {
      lines.push(line)
      stop.abort()
    }
    expect(lines.length).toBeGreaterThan(0)
    const previous = connection.port.logs(cluster.namespace, 'shop-0', { ...options, previous: true, signal: new AbortController().signal })
    await expect(previous[Symbol.asyncIterator]().next()).rejects.toBeInstanceOf(AppError)
  })

  it('tells how full the volume is and what the pod uses', async () => {
    await vi.waitFor(() => {
      expect(look().claims[0]?.usedBytes).toBeGreaterThan(0)
      expect(look().pods[0]?.resources.memoryUsedBytes).toBeGreaterThan(0)
    }, SLOW)
  })

  it('leaves the object of somebody else alone and says whose it is', async () => {
    await cluster.admin.request({ method: 'POST', path: core('configmaps'), query: { fieldManager: 'helm' }, body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'theirs' }, data: { a: '1' } } })
    const manifest = { ...wantedOf('ConfigMap'), metadata: { ...wantedOf('ConfigMap').metadata, name: 'theirs' } }
    await expect(connection.port.apply(manifest, owner)).rejects.toMatchObject({ code: 'kubernetes.object-not-ours', message: expect.stringContaining('belongs to helm') })
  })

  it('explains quotas, missing and vanishing namespaces, storage classes and forbidden changes', async () => {
    await cluster.admin.request({ method: 'POST', path: core('resourcequotas'), body: { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'team' }, spec: { hard: { 'count/configmaps': '1' } } } })
    const more = { ...wantedOf('ConfigMap'), metadata: { ...wantedOf('ConfigMap').metadata, name: 'one-more' } }
    await vi.waitFor(() => expect(connection.port.apply(more, owner, { dryRun: true })).rejects.toMatchObject({ code: 'kubernetes.quota-exceeded', message: expect.stringMatching(/quota "team".*of 1 used/) }), SLOW)
    await cluster.admin.request({ method: 'DELETE', path: core('resourcequotas/team') })
    const elsewhere = { ...owner, namespace: 'does-not-exist' }
    await expect(connection.port.apply({ ...more, metadata: { ...more.metadata, namespace: 'does-not-exist' } }, elsewhere, { dryRun: true })).rejects.toMatchObject({ code: 'kubernetes.namespace-missing' })
    const slow = manifestBuilder.build({ cluster: { ...owner, name: 'slow' }, spec: { ...spec, storage: { ...spec.storage, className: 'no-such-class' } }, secrets, replicas: 1, managed: true }).find((manifest) => manifest.kind === 'StatefulSet')
    await expect(connection.port.apply(slow ?? more, { ...owner, name: 'slow' }, { dryRun: true })).rejects.toMatchObject({ code: 'kubernetes.storage-class-missing' })
    const larger = manifestBuilder.build({ cluster: owner, spec: { ...spec, storage: { ...spec.storage, sizeBytes: 2 * 1024 ** 3 } }, secrets, replicas: 1, managed: true }).find((manifest) => manifest.kind === 'StatefulSet')
    await expect(connection.port.apply(larger ?? more, owner, { dryRun: true })).rejects.toMatchObject({ code: 'kubernetes.rejected', message: expect.stringContaining('only replicas, template') })
  })

  it('says which permission is missing, and the Role that it shows gives it', async () => {
    const withoutServices = await cluster.makeAccount('weak', OPERATOR_ROLES, (rules) => rules.map((rule) => ({ ...rule, resources: rule.resources.filter((resource) => resource !== 'services') })))
    const weak = await open(withoutServices)
    try {
      expect((await weak.port.inventory()).missingPermissions).toContain('patch services in all namespaces')
      const refused = await weak.port.apply(wantedOf('Service'), owner, { dryRun: true }).catch((error: unknown) => error)
      if (!(refused instanceof AppError)) throw new Error('was not refused')
      expect(refused).toMatchObject({ code: 'kubernetes.forbidden', message: expect.stringContaining(`lacks the permission to get services in namespace "${cluster.namespace}"`) })
      const yaml = refused.options.action?.slice(refused.options.action.indexOf('apiVersion:')) ?? ''
      for (const document of parseAllDocuments(yaml)) {
        const object = document.toJS() as { kind: string }
        await cluster.admin.request({ method: 'POST', path: `/apis/rbac.authorization.k8s.io/v1/namespaces/${cluster.namespace}/${object.kind.toLowerCase()}s`, body: object })
      }
      await vi.waitFor(() => weak.port.apply(wantedOf('Service'), owner, { dryRun: true }), SLOW)
    } finally {
      await weak.close()
    }
  })

  it('works in its own namespaces only, with Roles there, and says of others that it does not see them', async () => {
    const text = await cluster.makeAccount('restricted', ['rbac/operator-role.yaml'], undefined, ['rbac-namespaces/cluster-reader.yaml'])
    const restricted = await openKubernetes({ id: 'k', credentials: loadCredentials({ source: 'kubeconfig', kubeconfig: text, context: null }), namespaces: [cluster.namespace] })
    try {
      await restricted.watch.start()
      expect((await restricted.port.inventory()).namespaces).toEqual([{ name: cluster.namespace, terminating: false }])
      expect((await restricted.port.inventory()).missingPermissions.filter((permission) => !permission.includes('(optional)'))).toEqual([])
      expect(restricted.watch.observe(owner, wanted)).toMatchObject({ reachable: true, namespace: 'present', statefulSet: { specReplicas: 1 }, pods: [{ name: 'shop-0' }] })
      expect(restricted.watch.observe(owner, wanted).claims[0]).toMatchObject({ name: 'data-shop-0', phase: 'Bound' })
      expect(restricted.watch.observe(owner, wanted).objects.map((object) => object.state)).toEqual(wanted.map(() => 'current'))
      for (const manifest of wanted) await restricted.port.apply(manifest, owner)
      const elsewhere = { ...owner, namespace: 'default' }
      expect(restricted.watch.observe(elsewhere, wanted)).toMatchObject({ reachable: false, problem: { detail: expect.stringContaining('default is none of them') } })
      await expect(restricted.port.apply({ ...wantedOf('Service'), metadata: { name: 'shop', namespace: 'default' } }, elsewhere, { dryRun: true })).rejects.toMatchObject({ code: 'kubernetes.forbidden' })
    } finally {
      await restricted.close()
    }
  })

  it('lets the console preview, read logs and see what is offered with its own, smaller role', async () => {
    const web = await open(await cluster.makeAccount('web', ['rbac/web-role.yaml']))
    try {
      const [seen, known] = [await web.port.inventory(), await connection.port.inventory()]
      expect(seen.namespaces).toContainEqual({ name: cluster.namespace, terminating: false })
      expect([seen.storageClasses, seen.nodes]).toEqual([known.storageClasses, known.nodes])
      for (const permission of ['persistentvolumeclaims in all namespaces', 'statefulsets (apps) in all namespaces']) expect(seen.missingPermissions).not.toContain(`list ${permission}`)
      for (const manifest of wanted) await web.port.apply(manifest, owner, { dryRun: true })
      setServicePorts({ clock: systemClock, manifests: manifestBuilder, kubernetes: () => Promise.resolve(web.port), checkKubeconfig, sandbox: null })
      const additions = { spec: { ...spec, storage: { ...spec.storage, sizeBytes: 2 * GIB } }, added: 2, newVolumes: true, grown: [{ claim: 'data-shop-0', storageClass: null, capacityBytes: GIB, requestedBytes: GIB }] }
      expect(await checkByKubernetes('k', owner, wanted, additions)).toEqual({ checkedByKubernetes: true, problems: [], unchecked: [] })
      setServicePorts({ clock: systemClock, manifests: manifestBuilder, kubernetes: () => Promise.resolve(connection.port), checkKubeconfig, sandbox: null })
      expect((await checkByKubernetes('k', owner, wanted, additions)).unchecked).toEqual(['pods', 'persistentvolumeclaims'].map((kind) => expect.stringMatching(`was not checked: .*lacks the permission to create ${kind}`)))
      await web.port.logs(cluster.namespace, 'shop-0', { container: 'mysql', previous: false, tailLines: 1, sinceSeconds: null, follow: false, signal: new AbortController().signal })[Symbol.asyncIterator]().next()
      await expect(web.port.delete({ apiVersion: 'v1', kind: 'Service', name: 'shop', namespace: cluster.namespace }, owner, { propagation: 'background' })).rejects.toMatchObject({ code: 'kubernetes.forbidden' })
    } finally {
      await web.close()
    }
  })
})
