import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CLUSTER_PRESETS } from '@/server/contracts/cluster-spec'
import { LABELS } from '@/server/domain/kubernetes-port'
import { db } from '@/server/database/client'
import { createTestDatabase, TEST_DATABASE_TIMEOUT_MS, type TestDatabase } from '@/server/database/testing/create-test-database'
import { startSandbox } from './run-sandbox'

let database: TestDatabase
let directory: string
let kubernetesClusterId: string
beforeAll(async () => { database = await createTestDatabase() }, TEST_DATABASE_TIMEOUT_MS)
afterAll(() => database.drop())
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'run-sandbox-'))
  kubernetesClusterId = (await db().kubernetesCluster.create({ data: { name: 'sandbox', source: 'sandbox' } })).id
})
afterEach(async () => {
  await db().cluster.deleteMany()
  await db().kubernetesCluster.deleteMany()
  await rm(directory, { recursive: true, force: true })
})

async function createRow(name: string): Promise<string> {
  const status = { observedGeneration: 1, leaderEpoch: 1, healthRank: 0, healthLevel: 'healthy', instancesReady: 1, instancesTotal: 1, status: {}, memory: {}, observedAt: new Date() }
  const row = await db().cluster.create({ data: { kubernetesClusterId, namespace: 'shop', name, sortName: name, spec: CLUSTER_PRESETS[0]?.spec ?? {}, createdBy: 'test', status: { create: status } } })
  return row.id
}

const ownerOf = (clusterId: string, name: string) => ({ clusterId, namespace: 'shop', name })
const serviceOf = (clusterId: string, name: string) => ({ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'shop', labels: { [LABELS.clusterId]: clusterId } }, spec: { selector: {} } })

describe('the sandbox of a process', () => {
  it('is there again after a restart, and what the operator remembers of it is kept', async () => {
    const id = await createRow('shop-db')
    const first = await startSandbox(kubernetesClusterId, directory)
    expect(await db().clusterStatus.count()).toBe(0)
    await first.sandbox.connection.port.apply(serviceOf(id, 'shop-db'), ownerOf(id, 'shop-db'))
    await first.close()
    await db().clusterStatus.create({ data: { clusterId: id, observedGeneration: 1, leaderEpoch: 1, healthRank: 0, healthLevel: 'healthy', instancesReady: 1, instancesTotal: 1, status: {}, memory: {}, observedAt: new Date() } })

    const second = await startSandbox(kubernetesClusterId, directory)
    expect(await second.sandbox.connection.port.get({ apiVersion: 'v1', kind: 'Service', namespace: 'shop', name: 'shop-db' })).toMatchObject({ metadata: { name: 'shop-db' } })
    expect(await db().clusterStatus.count()).toBe(1)
    await second.close()
  })

  it('does not bring back what belongs to a cluster that was deleted meanwhile', async () => {
    const id = await createRow('shop-db')
    const first = await startSandbox(kubernetesClusterId, directory)
    await first.sandbox.connection.port.apply(serviceOf(id, 'shop-db'), ownerOf(id, 'shop-db'))
    await first.close()
    await db().cluster.update({ where: { id }, data: { deletedAt: new Date() } })
    const second = await startSandbox(kubernetesClusterId, directory)
    expect(second.sandbox.world.objects.list('Service')).toEqual([])
    await second.close()
  })

  it('begins empty beside a damaged file, which stays, and the clusters are made anew', async () => {
    await createRow('shop-db')
    await writeFile(path.join(directory, 'sandbox.json'), '{ "format": "podk')
    const running = await startSandbox(kubernetesClusterId, directory)
    expect(running.sandbox.world.objects.all()).toEqual([])
    expect(await db().clusterStatus.count()).toBe(0)
    expect(await readdir(directory)).toEqual([expect.stringMatching(/^sandbox\.json\.unusable-/)])
    await running.close()
  })
})
