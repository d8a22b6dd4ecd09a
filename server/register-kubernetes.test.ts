import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { db } from '@/server/database/client'
import { createTestDatabase, TEST_DATABASE_TIMEOUT_MS, type TestDatabase } from '@/server/database/testing/create-test-database'
import { registerKubernetes } from './register-kubernetes'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
}, TEST_DATABASE_TIMEOUT_MS)
afterAll(() => database.drop())
beforeEach(async () => void (await db().kubernetesCluster.deleteMany()))

const rows = () => db().kubernetesCluster.findMany({ select: { name: true, source: true, context: true }, orderBy: { createdAt: 'asc' } })

describe('the Kubernetes cluster of the environment', () => {
  it('is named by the context of its kubeconfig, and keeps that context when another becomes the current one', async () => {
    const { id } = await registerKubernetes('environment', 'prod-eu')
    expect((await registerKubernetes('environment', 'staging')).id).toBe(id)
    expect(await rows()).toEqual([{ name: 'prod-eu', source: 'environment', context: 'prod-eu' }])
  })
  it('is registered once by processes that start together', async () => {
    const found = await Promise.all(Array.from({ length: 4 }, () => registerKubernetes('environment', 'prod-eu')))
    expect(new Set(found.map(({ id }) => id)).size).toBe(1)
    expect(await rows()).toHaveLength(1)
  })
  it('gets another name where its own is taken', async () => {
    await db().kubernetesCluster.create({ data: { name: 'prod-eu', source: 'kubeconfig', context: 'prod-eu' } })
    await registerKubernetes('environment', 'prod-eu')
    expect((await rows()).map(({ name }) => name)).toEqual(['prod-eu', 'prod-eu-2'])
  })
  it('of an older version is given its context, and its name unless somebody chose one', async () => {
    await db().kubernetesCluster.create({ data: { name: 'kubeconfig', source: 'environment' } })
    await registerKubernetes('environment', 'prod-eu')
    expect(await rows()).toEqual([{ name: 'prod-eu', source: 'environment', context: 'prod-eu' }])
  })
  it('in a pod, in the sandbox and with an unreadable kubeconfig has a name that says so', async () => {
    await registerKubernetes('in-cluster', null)
    await registerKubernetes('sandbox', null)
    await registerKubernetes('environment', null)
    expect((await rows()).map(({ name }) => name)).toEqual(['this-cluster', 'sandbox', 'kubeconfig'])
  })
})
