import path from 'node:path'
import { environment } from '@/server/config/environment'
import { db } from '@/server/database/client'
import { systemClock } from '@/server/domain/clock'
import { log } from '@/server/log/log'
import { createSandbox, type Sandbox } from '@/server/sandbox/create-sandbox'
import { clustersWithData, dropClusters } from '@/server/sandbox/clusters-of-snapshot'
import { keepSnapshot } from '@/server/sandbox/keep-snapshot'
import { readSnapshotFile, writeSnapshotFile } from '@/server/sandbox/snapshot-file'
import type { SandboxSnapshot } from '@/server/sandbox/snapshot-schema'

export interface RunningSandbox {
  sandbox: Sandbox
  /** puts it away and stops it */
  close(): Promise<void>
}

const shared = globalThis as { podkeeperSandbox?: Promise<RunningSandbox> }

/** The sandbox of this process, as the last one left it in the data directory; there is one, whoever asks. */
export function runSandbox(kubernetesClusterId: string): Promise<RunningSandbox> {
  return (shared.podkeeperSandbox ??= startSandbox(kubernetesClusterId, environment().dataDirectory))
}

/**
 * Goes on with the sandbox that lies in the data directory, or begins an empty one. Statuses of clusters that it does not hold
 * are removed.
 */
export async function startSandbox(kubernetesClusterId: string, dataDirectory: string): Promise<RunningSandbox> {
  const file = path.resolve(/* turbopackIgnore: true */ dataDirectory, 'sandbox.json')
  const stored = await readStored(file, kubernetesClusterId)
  if (stored !== null) dropClusters(stored.snapshot, await livingClusters(kubernetesClusterId))
  if (stored?.final !== true) await forgetStatuses(kubernetesClusterId, stored === null ? new Set() : clustersWithData(stored.snapshot))
  const sandbox = createSandbox({
    clock: systemClock, seed: 1, kubernetesClusterId,
    ...(stored === null ? {} : { snapshot: stored.snapshot, snapshotIsFinal: stored.final }),
  })
  const keeper = keepSnapshot({
    sandbox, clock: systemClock,
    write: (snapshot, final) => writeSnapshotFile(file, { kubernetesClusterId, final, snapshot }),
    failed: (error) => log.error({ err: error, file }, 'the sandbox cannot be put away: what is done in it is forgotten at the next start'),
  })
  sandbox.start()
  return {
    sandbox,
    async close() {
      await keeper.finish()
      sandbox.stop()
    },
  }
}

async function readStored(file: string, kubernetesClusterId: string): Promise<{ snapshot: SandboxSnapshot; final: boolean } | null> {
  try {
    const stored = await readSnapshotFile(file, kubernetesClusterId, Date.now())
    if (stored.state === 'read') return stored
    if (stored.state === 'set-aside') log.warn({ file: stored.file }, `the sandbox of the last start cannot be used, because ${stored.because}; it begins empty, and its clusters are made again`)
  } catch (error) {
    log.error({ err: error, file }, 'the sandbox of the last start cannot be read; it begins empty, and its clusters are made again')
  }
  return null
}

/** Ids of clusters of the sandbox that are not deleted. */
async function livingClusters(kubernetesClusterId: string): Promise<Set<string>> {
  const rows = await db().cluster.findMany({ where: { kubernetesClusterId, deletedAt: null }, select: { id: true } })
  return new Set(rows.map(({ id }) => id))
}

/** What the operator remembers of servers that the sandbox does not have is about volumes that are gone: those clusters begin anew. */
async function forgetStatuses(kubernetesClusterId: string, kept: ReadonlySet<string>): Promise<void> {
  await db().clusterStatus.deleteMany({ where: { cluster: { kubernetesClusterId, deletionRequestedAt: null }, clusterId: { notIn: [...kept] } } })
}
