import { AppError } from '@/server/contracts/errors'
import { decryptKubeconfig } from '@/server/config/kubeconfig-secret'
import { db, runInTransaction } from '@/server/database/client'
import { notify } from '@/server/database/notify'
import type { Clock } from '@/server/domain/clock'
import type { KubernetesConnection } from '@/server/domain/kubernetes-port'
import type { MysqlPort } from '@/server/domain/mysql-port'
import { log } from '@/server/log/log'
import type { KubernetesClusterRow, OperatorPorts } from './ports'

const INVENTORY_MS = 30_000
const RETRY_MS = 3_000
/** Changes of nodes come in bursts. */
const LOOK_SOON_MS = 2_000

export interface OpenKubernetesCluster {
  row: KubernetesClusterRow
  connection: KubernetesConnection
  mysql: MysqlPort
}

export interface KubernetesConnections {
  get(id: string): OpenKubernetesCluster | null
  /** opens what was added, closes what was removed or has other credentials now */
  refresh(): Promise<void>
  stop(): Promise<void>
}

/** Keeps one connection to every registered Kubernetes cluster and its inventory in Postgres fresh. */
export function keepKubernetesConnections(ports: OperatorPorts, onChange: (kubernetesClusterId: string, clusterId: string | null) => void): KubernetesConnections {
  const open = new Map<string, OpenKubernetesCluster & { fingerprint: string; close: () => Promise<void> }>()
  const retries = new Map<string, () => void>()
  let stopped = false
  let refreshing: Promise<void> | null = null

  const openOne = async (row: KubernetesClusterRow, fingerprint: string) => {
    const connection = await ports.openKubernetes(row)
    const inventory = keepInventory(ports.clock, row.id, connection)
    const unsubscribe = connection.watch.onChange((clusterId) => {
      onChange(row.id, clusterId)
      // Nodes, or the connection itself: pages must not wait for the next regular look.
      if (clusterId === null) inventory.lookSoon()
    })
    const close = async () => {
      unsubscribe()
      inventory.stop()
      await connection.watch.stop()
      await connection.close()
    }
    open.set(row.id, { row, connection, mysql: ports.mysqlOf(row), fingerprint, close })
    // The caches fill in the background: with an API server that is away, observe() says so meanwhile.
    connection.watch.start().then(() => onChange(row.id, null), (error: unknown) => log.warn({ err: error, kubernetesCluster: row.name }, 'watching Kubernetes did not start'))
  }

  const refreshOnce = async () => {
    const rows = await readRows()
    for (const [id, current] of open) {
      if (rows.find((candidate) => candidate.row.id === id)?.fingerprint === current.fingerprint) continue
      open.delete(id)
      await current.close()
    }
    for (const { row, fingerprint } of rows) {
      if (open.has(row.id) || stopped) continue
      try {
        await openOne(row, fingerprint)
      } catch (error) {
        log.warn({ err: error, kubernetesCluster: row.name }, 'a Kubernetes cluster could not be opened')
        await storeReachability(row.id, false, problemOf(error))
        retries.get(row.id)?.()
        retries.set(row.id, ports.clock.after(RETRY_MS, () => void api.refresh()))
      }
    }
  }

  const api: KubernetesConnections = {
    get: (id) => open.get(id) ?? null,
    async refresh() {
      refreshing ??= refreshOnce().catch((error: unknown) => log.warn({ err: error }, 'Kubernetes clusters could not be read')).finally(() => { refreshing = null })
      await refreshing
    },
    async stop() {
      stopped = true
      for (const cancel of retries.values()) cancel()
      await refreshing
      await Promise.all([...open.values()].map((entry) => entry.close()))
      open.clear()
    },
  }
  return api
}

async function readRows(): Promise<{ row: KubernetesClusterRow; fingerprint: string }[]> {
  const rows = await db().kubernetesCluster.findMany({ select: { id: true, name: true, source: true, context: true, encryptedKubeconfig: true } })
  return rows.map((row) => ({
    fingerprint: JSON.stringify([row.source, row.context, row.encryptedKubeconfig]),
    row: { id: row.id, name: row.name, source: sourceOf(row.source), context: row.context, kubeconfig: row.encryptedKubeconfig === null ? null : decryptKubeconfig(row.encryptedKubeconfig) },
  }))
}

function sourceOf(text: string): KubernetesClusterRow['source'] {
  if (text === 'environment' || text === 'in-cluster' || text === 'kubeconfig' || text === 'sandbox') return text
  throw new Error(`A Kubernetes cluster has the unknown source ${text}`)
}

function keepInventory(clock: Clock, id: string, connection: KubernetesConnection): { stop: () => void; lookSoon: () => void } {
  let cancel = () => {}
  let stopped = false
  let reachable: boolean | null = null
  let running = false
  let soon = false
  const schedule = (ms: number, forChange: boolean) => {
    cancel()
    soon = forChange
    cancel = clock.after(ms, () => void round())
  }
  const round = async () => {
    running = true
    soon = false
    try {
      const inventory = await connection.port.inventory()
      if (stopped) return
      reachable = true
      await runInTransaction(async (tx) => {
        await tx.$executeRaw`UPDATE "KubernetesCluster" SET "inventory" = ${JSON.stringify(inventory)}::jsonb, "reachable" = true, "problem" = NULL, "lastSeenAt" = ${new Date(clock.now())} WHERE "id" = ${id}`
        await notify(tx, { topic: 'kubernetes', kubernetesClusterId: id })
      })
    } catch (error) {
      if (!stopped) {
        if (reachable !== false) log.warn({ err: error, kubernetesClusterId: id }, 'Kubernetes could not be read')
        reachable = false
        await storeReachability(id, false, problemOf(error)).catch((cause: unknown) => log.warn({ err: cause }, 'reachability could not be stored'))
      }
    }
    running = false
    if (!stopped) schedule(reachable === true ? INVENTORY_MS : RETRY_MS, false)
  }
  void round()
  return {
    stop() {
      stopped = true
      cancel()
    },
    lookSoon() {
      if (!running && !soon && !stopped) schedule(LOOK_SOON_MS, true)
    },
  }
}

async function storeReachability(id: string, reachable: boolean, problem: { code: string; detail: string; action: string | null }): Promise<void> {
  await runInTransaction(async (tx) => {
    await tx.kubernetesCluster.updateMany({ where: { id }, data: { reachable, problem } })
    await notify(tx, { topic: 'kubernetes', kubernetesClusterId: id })
  })
}

function problemOf(error: unknown): { code: string; detail: string; action: string | null } {
  if (error instanceof AppError) return { code: error.code, detail: error.message, action: error.options.action ?? null }
  return { code: 'kubernetes.unreachable', detail: error instanceof Error ? error.message : String(error), action: null }
}
