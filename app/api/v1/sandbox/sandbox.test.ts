import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { previewSchema } from '@/server/contracts/cluster'
import { CLUSTER_PRESETS } from '@/server/contracts/cluster-spec'
import { problemSchema } from '@/server/contracts/errors'
import { sandboxStateSchema } from '@/server/contracts/sandbox'
import { db, jsonOf } from '@/server/database/client'
import { createTestDatabase, TEST_DATABASE_TIMEOUT_MS, type TestDatabase } from '@/server/database/testing/create-test-database'
import { systemClock } from '@/server/domain/clock'
import { apiRequest, pathParameters, signedInAs, type TestUser } from '@/server/http/testing/signed-in-as'
import { manifestBuilder } from '@/server/kubernetes/manifests/build-manifests'
import { createSandbox, type Sandbox } from '@/server/sandbox/create-sandbox'
import { setServicePorts } from '@/server/services/ports'
import * as clusters from '../clusters/route'
import * as faults from './faults/route'
import * as fault from './faults/[id]/route'
import * as state from './route'

let database: TestDatabase
let viewer: TestUser
let operator: TestUser
let sandbox: Sandbox

beforeAll(async () => {
  database = await createTestDatabase()
  ;[viewer, operator] = [await signedInAs('viewer'), await signedInAs('operator')]
  await db().kubernetesCluster.create({ data: { id: 'k', name: 'sandbox', source: 'sandbox' } })
  await db().cluster.create({ data: { id: 'c', kubernetesClusterId: 'k', namespace: 'default', name: 'db', sortName: 'db', spec: jsonOf(CLUSTER_PRESETS[1]?.spec), createdBy: 'ada' } })
}, TEST_DATABASE_TIMEOUT_MS)
afterAll(() => database.drop())
beforeEach(() => {
  sandbox = createSandbox({ clock: systemClock, seed: 1, kubernetesClusterId: 'k' })
  usePorts(sandbox)
})

const usePorts = (running: Sandbox | null) => setServicePorts({ clock: systemClock, manifests: manifestBuilder, kubernetes: () => Promise.resolve(sandbox.connection.port), checkKubeconfig: () => Promise.reject(new Error('unused')), sandbox: running?.control ?? null })
const inject = (body: unknown, who = operator) => faults.POST(apiRequest('/api/v1/sandbox/faults', { body, token: who.token }))
const end = (id: string) => fault.DELETE(apiRequest(`/api/v1/sandbox/faults/${id}`, { method: 'DELETE', token: operator.token }), pathParameters({ id }))
const problemOf = async (response: Response) => problemSchema.parse(await response.json())

describe('the sandbox', () => {
  it('200 breaks a node, shows it, mends it, and keeps who did it', async () => {
    const node = sandboxStateSchema.parse(await (await state.GET(apiRequest('/x', { token: viewer.token }))).json()).nodes[0]?.name ?? ''
    const broken = sandboxStateSchema.parse(await (await inject({ type: 'cut-node', node })).json())
    expect(broken.faults).toMatchObject([{ fault: { type: 'cut-node', node } }])
    const mended = sandboxStateSchema.parse(await (await end(broken.faults[0]?.id ?? '')).json())
    expect(mended.faults).toEqual([])
    const audit = await db().auditEntry.findMany({ where: { targetKind: 'sandbox' }, select: { action: true, actorName: true }, orderBy: { id: 'asc' } })
    expect(audit).toEqual([{ action: 'sandbox.inject-fault', actorName: operator.actor.name }, { action: 'sandbox.end-fault', actorName: operator.actor.name }])
  })

  it('403 for a viewer, 404 for what is not there, 422 for nonsense', async () => {
    expect((await inject({ type: 'api-server-away' }, viewer)).status).toBe(403)
    expect((await inject({ type: 'kill-pod', clusterId: 'none', instance: 'db-0' })).status).toBe(404)
    expect(await problemOf(await inject({ type: 'kill-pod', clusterId: 'c', instance: 'etcd-0' }))).toMatchObject({ status: 422, fields: [{ path: 'instance' }] })
    expect(await problemOf(await inject({ type: 'cut-node', node: 'moon' }))).toMatchObject({ status: 422, fields: [{ path: 'node' }] })
    expect((await inject({ type: 'rm -rf' })).status).toBe(422)
    expect((await end('none')).status).toBe(404)
  })

  it('409 where Podkeeper is connected to a real Kubernetes', async () => {
    usePorts(null)
    expect(await problemOf(await inject({ type: 'api-server-away' }))).toMatchObject({ status: 409, code: 'sandbox.only' })
  })

  it('previews a creation in it as on a real Kubernetes', async () => {
    const body = { namespace: 'default', name: 'new-db', spec: CLUSTER_PRESETS[1]?.spec }
    const preview = async (more: object) => previewSchema.parse(await (await clusters.POST(apiRequest('/api/v1/clusters?dryRun=true', { body: { ...body, ...more }, token: operator.token }))).json())
    expect(await preview({})).toMatchObject({ checkedByKubernetes: true, problems: [] })
    expect((await preview({ namespace: 'no-such' })).problems.filter((problem) => problem.path === 'namespace')).toHaveLength(1)
  })
})
