import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { sampleSeriesSchema } from '@/server/contracts/cluster'
import { exportedManifestsSchema, operationListSchema, timelinePageSchema } from '@/server/contracts/cluster-queries'
import { CLUSTER_PRESETS } from '@/server/contracts/cluster-spec'
import { problemSchema } from '@/server/contracts/errors'
import { db, jsonOf } from '@/server/database/client'
import { createTestDatabase, TEST_DATABASE_TIMEOUT_MS, type TestDatabase } from '@/server/database/testing/create-test-database'
import { systemClock, type Clock } from '@/server/domain/clock'
import { LABELS, type KubernetesManifest } from '@/server/domain/kubernetes-port'
import { apiRequest, pathParameters, signedInAs, type TestUser } from '@/server/http/testing/signed-in-as'
import { manifestBuilder } from '@/server/kubernetes/manifests/build-manifests'
import { setServicePorts } from '@/server/services/ports'
import { FakeKubernetes } from '@/server/services/testing/fake-kubernetes'
import * as logs from './instances/[instance]/logs/route'
import * as manifests from './manifests/route'
import * as operations from './operations/route'
import * as samples from './samples/route'
import * as timeline from './timeline/route'

let database: TestDatabase
let viewer: TestUser
let kubernetes: FakeKubernetes
/** waits of a second pass at once */
const quickClock: Clock = { now: systemClock.now, after: (ms, run) => systemClock.after(ms / 100, run) }

beforeAll(async () => {
  database = await createTestDatabase()
  viewer = await signedInAs('viewer')
  await db().kubernetesCluster.create({ data: { id: 'k', name: 'prod', source: 'environment' } })
}, TEST_DATABASE_TIMEOUT_MS)
afterAll(() => database.drop())
beforeEach(async () => {
  await db().cluster.deleteMany()
  await db().cluster.create({ data: { id: 'c', kubernetesClusterId: 'k', namespace: 'shop', name: 'db', sortName: 'db', spec: jsonOf({ ...CLUSTER_PRESETS[1]?.spec, management: 'statefulset' }), createdBy: 'ada' } })
  kubernetes = new FakeKubernetes()
  setServicePorts({ clock: quickClock, manifests: manifestBuilder, kubernetes: () => Promise.resolve(kubernetes), checkKubeconfig: () => Promise.reject(new Error('unused')), sandbox: null })
})

const request = (path: string) => apiRequest(path, { token: viewer.token })
const context = (more: Record<string, string> = {}) => pathParameters({ id: 'c', ...more })
const problemOf = async (response: Response) => problemSchema.parse(await response.json())

describe('GET …/timeline', () => {
  const page = async (query: string) => timelinePageSchema.parse(await (await timeline.GET(request(`/x?${query}`), context())).json())
  beforeEach(async () => {
    await db().timelineEvent.createMany({ data: Array.from({ length: 7 }, (_, index) => ({ clusterId: 'c', at: new Date(), lastAt: new Date(), kind: index % 2 ? 'mysql' : 'operator', severity: index === 2 ? 'broken' : index === 4 ? 'attention' : 'info', reason: `R${index}`, message: '<script>', instance: index > 4 ? 'db-1' : null, fingerprint: `${index}` })) })
  })

  it('200 newest first, in pages that miss and repeat nothing', async () => {
    const seen: string[] = []
    for (let before: string | null | undefined = undefined; before !== null;) {
      const next: { items: { reason: string }[]; nextBefore: string | null } = await page(`limit=3${before === undefined ? '' : `&before=${before}`}`)
      seen.push(...next.items.map((event) => event.reason))
      before = next.nextBefore
    }
    expect(seen).toEqual(['R6', 'R5', 'R4', 'R3', 'R2', 'R1', 'R0'])
  })
  it('200 only the severities that were asked for; 422 for one that is none', async () => {
    expect((await page('severity=broken')).items.map((event) => event.reason)).toEqual(['R2'])
    expect((await page('severity=broken&severity=attention&limit=1'))).toMatchObject({ items: [{ reason: 'R4' }], nextBefore: expect.any(String) })
    expect((await timeline.GET(request('/x?severity=bad'), context())).status).toBe(422)
  })
  it('200 only the kinds and the instance that were asked for; 422 for a kind that is none', async () => {
    expect((await page('kind=mysql')).items.map((event) => event.reason)).toEqual(['R5', 'R3', 'R1'])
    expect((await page('kind=mysql&kind=operator&instance=db-1')).items).toHaveLength(2)
    expect((await timeline.GET(request('/x?kind=gossip'), context())).status).toBe(422)
  })
})

describe('GET …/samples', () => {
  const series = async (query: string) => sampleSeriesSchema.parse(await (await samples.GET(request(`/x?${query}`), context())).json())

  it('200 keeps peaks when it thins, and reads the newest of what is not rolled up yet', async () => {
    const now = Math.floor(Date.now() / 1000)
    const row = (secondsAgo: number, resolutionSeconds: number, lag: number | null, max: number | null = lag) => ({ clusterId: 'c', instance: 'db-1', resolutionSeconds, at: new Date((now - secondsAgo) * 1000), lagSeconds: lag, lagMaxSeconds: max, healthy: true })
    await db().sample.createMany({ data: [row(3000, 10, 1, 9), row(2990, 10, 2), row(400, 1, 77), row(5, 1, 3), row(4, 1, null)] })
    const { series: lines, resolutionSeconds } = await series('metric=lagSeconds&rangeSeconds=3600&points=360')
    const values = lines[0]?.values ?? []
    expect(resolutionSeconds).toBe(10)
    expect(lines[0]?.instance).toBe('db-1')
    expect(values.filter((value) => value !== null)).toEqual([9, 2, 3])
    expect(values).toContain(null)
  })
  it('200 empty where nothing was seen; 422 for a metric that is none', async () => {
    expect(await series('metric=usedBytes')).toMatchObject({ times: [], series: [] })
    expect((await samples.GET(request('/x?metric=passwords'), context())).status).toBe(422)
  })
})

describe('GET …/operations and …/manifests', () => {
  it('200 newest operation first', async () => {
    for (const [index, kind] of ['create', 'scale'].entries()) await db().operation.create({ data: { clusterId: 'c', kind, state: 'succeeded', title: kind, parameters: {}, steps: [], generation: index + 1, requestedBy: 'ada', requestedAt: new Date(index * 1000) } })
    const { items } = operationListSchema.parse(await (await operations.GET(request('/x'), context())).json())
    expect(items.map((operation) => operation.kind)).toEqual(['scale', 'create'])
  })
  it('200 YAML in both forms, never with a password', async () => {
    const forms = await Promise.all(['managed', 'standalone'].map(async (form) => exportedManifestsSchema.parse(await (await manifests.GET(request(`/x?form=${form}`), context())).json())))
    const [managed, alone] = forms.map((answer) => answer.yaml)
    expect(managed).toContain('podkeeper.dev/cluster-id')
    expect(alone).toContain('kubectl create secret generic db-credentials')
    expect(alone).not.toContain('finalizers')
  })
})

describe('GET …/instances/{instance}/logs', () => {
  const pod = (uid: string, more: { restarts?: number; running?: boolean; clusterId?: string } = {}): KubernetesManifest => ({
    apiVersion: 'v1', kind: 'Pod', metadata: { name: 'db-1', uid, labels: { [LABELS.clusterId]: more.clusterId ?? 'c' } },
    spec: { containers: [{ name: 'mysql' }], initContainers: [{ name: 'clone-mysql' }] },
    status: { containerStatuses: [{ name: 'mysql', restartCount: more.restarts ?? 0, state: more.running === false ? { terminated: { exitCode: 1 } } : { running: {} } }] },
  })
  const read = (query = '', instance = 'db-1') => logs.GET(request(`/x?${query}`), context({ instance }))

  it('200 lines as text, as an attachment when it is to be kept', async () => {
    kubernetes.pods.set('db-1', pod('u1'))
    kubernetes.runs = [['first', 'second <script>']]
    const response = await read('tailLines=2&download=true&previous=true')
    expect(await response.text()).toBe('first\nsecond <script>\n')
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="db-1-mysql-previous.log"')
    expect(kubernetes.logRequests).toMatchObject([{ tailLines: 2, previous: true, follow: false, sinceSeconds: null }])
  })

  it('follows through a restart of the container and a new pod, and tells where they begin', async () => {
    kubernetes.pods.set('db-1', pod('u1', { running: false }))
    kubernetes.runs = [['run one'], ['run two'], ['other pod']]
    const reader = (await read('follow=true')).body?.getReader()
    let text = ''
    const until = async (wanted: string) => {
      for (let piece = await reader?.read(); piece && !piece.done; piece = await reader?.read()) {
        text += new TextDecoder().decode(piece.value)
        if (text.includes(wanted)) return
      }
    }
    await until('run one')
    kubernetes.pods.set('db-1', pod('u1', { restarts: 1, running: false }))
    await until('run two')
    kubernetes.pods.set('db-1', pod('u2'))
    await until('other pod')
    expect(text).toMatch(/run one\n--- .*restarted.*\nrun two\n--- .*replaced by a new pod.*\nother pod\n/)
    await reader?.cancel()
    const asked = kubernetes.logRequests.at(-1)
    await vi.waitFor(() => expect(asked?.signal.aborted).toBe(true))
  })

  it('404 for a pod that is not there, of another cluster, or a container that it has not', async () => {
    expect(await problemOf(await read())).toMatchObject({ status: 404, code: 'kubernetes.not-found' })
    kubernetes.pods.set('db-1', pod('u1', { clusterId: 'another' }))
    expect((await read()).status).toBe(404)
    kubernetes.pods.set('db-1', pod('u1'))
    expect((await read('container=sidecar')).status).toBe(404)
    expect(await problemOf(await read('', 'etcd-0'))).toMatchObject({ status: 404, code: 'not-found' })
    expect((await read('', '..%2fsecrets')).status).toBe(404)
  })

  it('503 while Kubernetes is away', async () => {
    kubernetes.away = true
    expect((await read()).status).toBe(503)
  })
})
