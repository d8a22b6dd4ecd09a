import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { instanceHost } from '@/server/domain/kubernetes-port'
import type { MysqlCommand, MysqlTarget } from '@/server/domain/mysql-port'
import type { MysqlFacts } from '@/server/domain/observation'
import { buildManifests } from '@/server/kubernetes/manifests/build-manifests'
import { dialByPortForward } from '@/server/kubernetes/manifests/testing/dial-by-port-forward'
import { createOwnNamespace, type OwnNamespace } from '@/server/kubernetes/manifests/testing/own-namespace'
import { SAMPLE_SECRETS, sampleInput, sampleSpec } from '@/server/kubernetes/manifests/testing/sample-input'
import { createMysqlPort } from './create-mysql-port'

const WAIT = { timeout: 180_000, interval: 500 }
const NAME = 'port-test'

/** Two instances of operator management on a real cluster, led through their life by this test instead of the operator. */
describe.runIf(process.env.KUBECONFIG)('MySQL on a real Kubernetes', { timeout: 240_000 }, () => {
  const port = createMysqlPort({ dial: dialByPortForward })
  let namespace: OwnNamespace

  beforeAll(async () => {
    namespace = await createOwnNamespace('mysql-port')
    const input = sampleInput({ name: NAME, namespace: namespace.name, managed: false, spec: sampleSpec({ management: 'operator', instances: 2 }) })
    await namespace.apply(buildManifests(input))
    await vi.waitFor(async () => Promise.all([factsOf(0), factsOf(1)]), WAIT)
  }, 240_000)
  afterAll(async () => {
    await port.close()
    await namespace.remove()
  })

  const target = async (ordinal: number, password = SAMPLE_SECRETS.operator): Promise<MysqlTarget> => {
    const pod = await namespace.pod(`${NAME}-${ordinal}`)
    if (!pod) throw new Error(`${NAME}-${ordinal} has no pod`)
    return { kubernetesClusterId: 'test', namespace: namespace.name, pod: `${NAME}-${ordinal}`, podUid: pod.uid, address: pod.address, credentials: { user: 'operator', password } }
  }
  const factsOf = async (ordinal: number): Promise<MysqlFacts> => {
    const result = await port.observe(await target(ordinal), { timeoutMs: 5000, includeSizes: true })
    if (!result.ok) throw new Error(result.failure.message)
    return result.value
  }
  const execute = async (ordinal: number, command: MysqlCommand) => {
    expect(await port.execute(await target(ordinal), command, 30_000)).toEqual({ ok: true, value: undefined })
  }
  const host = (ordinal: number) => instanceHost(`${NAME}-${ordinal}`, { name: NAME, namespace: namespace.name })
  const lagOf = async (ordinal: number) => (await factsOf(ordinal)).replication?.lagSeconds

  it('starts read-only, empty and following nobody', async () => {
    for (const ordinal of [0, 1]) {
      expect(await factsOf(ordinal)).toMatchObject({ readOnly: true, superReadOnly: true, gtidExecuted: '', userSchemaCount: 0, clusterId: null, replication: null, clone: null })
    }
    expect((await factsOf(0)).dataBytes).toBeGreaterThan(1_000_000)
  })

  it('is bootstrapped while it stays read-only, then opened; both may be repeated', async () => {
    for (let time = 1; time <= 2; time += 1) await execute(0, { type: 'bootstrap', clusterId: 'c1' })
    expect(await factsOf(0)).toMatchObject({ clusterId: 'c1', superReadOnly: true })
    for (let time = 1; time <= 2; time += 1) await execute(0, { type: 'set-writable' })
    expect(await factsOf(0)).toMatchObject({ readOnly: false, superReadOnly: false })
  })

  it('clones, and comes back as a read-only copy without a restart of its container', async () => {
    await execute(1, { type: 'clone-from', donorHost: host(0), donorPort: 3306, user: 'clone', password: SAMPLE_SECRETS.clone })
    const before = await target(1)
    await vi.waitFor(async () => expect(await factsOf(1)).toMatchObject({ clusterId: 'c1', superReadOnly: true, clone: { state: 'completed', progress: 1 } }), WAIT)
    expect((await target(1)).podUid).toBe(before.podUid)
  })

  it('follows the source, also when told twice, and then is not behind', async () => {
    const follow: MysqlCommand = { type: 'follow-source', sourceHost: host(0), sourcePort: 3306, user: 'replication', password: SAMPLE_SECRETS.replication }
    for (let time = 1; time <= 2; time += 1) await execute(1, follow)
    await vi.waitFor(async () => expect((await factsOf(1)).replication).toMatchObject({ sourceHost: host(0), autoPosition: true, ioThread: 'on', sqlThread: 'on', lagSeconds: 0 }), WAIT)
  })

  it('clones again although it holds data, replicates and is super read-only', async () => {
    const startedAt = (await factsOf(1)).clone?.startedAt ?? 0
    await execute(1, { type: 'clone-from', donorHost: host(0), donorPort: 3306, user: 'clone', password: SAMPLE_SECRETS.clone })
    await vi.waitFor(async () => {
      const { clone, superReadOnly } = await factsOf(1)
      expect(clone?.state).toBe('completed')
      expect(clone?.startedAt).toBeGreaterThan(startedAt)
      expect(superReadOnly).toBe(true)
    }, WAIT)
    await execute(1, { type: 'follow-source', sourceHost: host(0), sourcePort: 3306, user: 'replication', password: SAMPLE_SECRETS.replication })
    await vi.waitFor(async () => expect(await lagOf(1)).toBe(0), WAIT)
  })

  it('measures a lag that grows while the applier stands, and its recovery', async () => {
    await execute(1, { type: 'stop-replication', threads: 'sql' })
    await execute(0, { type: 'bootstrap', clusterId: 'c2' })
    await vi.waitFor(async () => expect(await lagOf(1)).toBeGreaterThan(1), WAIT)
    await execute(1, { type: 'start-replication', threads: 'sql' })
    await vi.waitFor(async () => expect(await factsOf(1)).toMatchObject({ clusterId: 'c2', replication: { lagSeconds: 0 } }), WAIT)
  })

  it('does not call a replica current that no longer hears its source', async () => {
    await execute(1, { type: 'stop-replication', threads: 'io' })
    await vi.waitFor(async () => expect(await lagOf(1)).toBeGreaterThan(1), WAIT)
    await execute(1, { type: 'start-replication', threads: 'both' })
    await vi.waitFor(async () => expect(await lagOf(1)).toBe(0), WAIT)
  })

  it('no longer follows anybody when it was detached, so that one that is opened has no old channel; both may be repeated', async () => {
    for (let time = 1; time <= 2; time += 1) await execute(1, { type: 'detach-from-source' })
    await execute(1, { type: 'set-writable' })
    expect(await factsOf(1)).toMatchObject({ replication: null, readOnly: false, superReadOnly: false, clusterId: 'c2' })
    await execute(1, { type: 'set-read-only' })
    await execute(1, { type: 'follow-source', sourceHost: host(0), sourcePort: 3306, user: 'replication', password: SAMPLE_SECRETS.replication })
    await vi.waitFor(async () => expect((await factsOf(1)).replication).toMatchObject({ ioThread: 'on', sqlThread: 'on', lagSeconds: 0 }), WAIT)
  })

  it('waits for the acknowledgement of a replica, cannot be closed while it waits, and goes on when the replica is back', async () => {
    await execute(1, { type: 'configure-semisync-replica', enabled: true })
    await execute(1, { type: 'stop-replication', threads: 'io' })
    await execute(1, { type: 'start-replication', threads: 'io' })
    await execute(0, { type: 'configure-semisync-source', enabled: true, waitForReplicaCount: 1, timeoutMs: 3_600_000 })
    await vi.waitFor(async () => expect((await factsOf(0)).semiSync?.source).toMatchObject({ enabled: true, active: true, clients: 1, waitSessions: 0, waitForReplicaCount: 1, timeoutMs: 3_600_000, waitPoint: 'AFTER_SYNC' }), WAIT)
    expect((await factsOf(1)).semiSync?.replica).toEqual({ enabled: true, active: true })
    await execute(0, { type: 'probe-write' })

    await execute(1, { type: 'stop-replication', threads: 'io' })
    expect(await port.execute(await target(0), { type: 'probe-write' }, 2000)).toMatchObject({ ok: false, failure: { reason: 'timeout' } })
    expect((await factsOf(0)).semiSync?.source).toMatchObject({ active: true, waitSessions: 1 })
    await execute(0, { type: 'end-client-sessions' })
    expect(await port.execute(await target(0), { type: 'set-read-only' }, 2000)).toMatchObject({ ok: false, failure: { reason: 'timeout' } })
    expect(await factsOf(0)).toMatchObject({ superReadOnly: true, readOnly: false, semiSync: { source: { waitSessions: 1 } } })

    await execute(1, { type: 'start-replication', threads: 'io' })
    await vi.waitFor(async () => expect(await factsOf(0)).toMatchObject({ superReadOnly: true, readOnly: true, semiSync: { source: { waitSessions: 0 } } }), WAIT)
    await execute(0, { type: 'configure-semisync-source', enabled: false, waitForReplicaCount: 1, timeoutMs: 3_600_000 })
    await execute(0, { type: 'set-writable' })
  })

  it('counts transactions as executed that it is given empty, also while it is read-only, and may be told twice', async () => {
    const gtids = '00000000-0000-4000-8000-00000000000a:1-3'
    for (let time = 1; time <= 2; time += 1) await execute(1, { type: 'inject-empty-transactions', gtids })
    expect(await factsOf(1)).toMatchObject({ superReadOnly: true, gtidExecuted: expect.stringContaining(gtids) as string })
  })

  it('lists transactions from the binary log, of all files, and says when some are not there', async () => {
    const { gtidExecuted, gtidPurged, serverUuid } = await factsOf(0)
    const list = async (gtids: string, limit = 100) => {
      const result = await port.listTransactions({ ...(await target(0)), credentials: { user: 'backup', password: SAMPLE_SECRETS.backup } }, { gtids, limit }, 20_000)
      if (!result.ok) throw new Error(result.failure.message)
      return result.value
    }
    expect(gtidPurged).toBe('')
    const all = await list(gtidExecuted)
    expect(all.complete).toBe(true)
    expect(all.transactions.some(({ tables, inserts }) => tables.includes('podkeeper.cluster') && inserts > 0)).toBe(true)
    expect(all.transactions.flatMap(({ statements }) => statements).some((statement) => /CREATE (DATABASE|SCHEMA|TABLE)/i.test(statement))).toBe(true)
    const one = await list(`${serverUuid}:1`)
    expect(one).toMatchObject({ complete: true, transactions: [{ gtid: `${serverUuid}:1` }] })
    expect(await list(`${serverUuid}:1-2`, 1)).toMatchObject({ complete: false, transactions: [{ gtid: `${serverUuid}:1` }] })
    expect(await list('3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5')).toEqual({ complete: false, transactions: [] })
  })

  it('says why a clone does not begin, without the password, and the instance stays read-only', async () => {
    const result = await port.execute(await target(1), { type: 'clone-from', donorHost: host(0), donorPort: 3306, user: 'clone', password: 'wrongPassword7' }, 30_000)
    expect(result).toMatchObject({ ok: false, failure: { reason: 'error' } })
    expect(JSON.stringify(result)).not.toContain('wrongPassword7')
    expect(await factsOf(1)).toMatchObject({ superReadOnly: true })
  })

  it('tells a wrong password from a server that does not answer', async () => {
    const wrong = { ...(await target(0, 'wrongPassword7')), podUid: 'another' }
    expect(await port.observe(wrong, { timeoutMs: 5000, includeSizes: false })).toMatchObject({ ok: false, failure: { reason: 'access-denied', errorNumber: 1045 } })
    const absent = { ...(await target(0)), pod: `${NAME}-7`, podUid: 'absent' }
    const result = await port.observe(absent, { timeoutMs: 5000, includeSizes: false })
    expect(result.ok).toBe(false)
  })
})
