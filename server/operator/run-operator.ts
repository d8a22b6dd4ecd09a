import type { OperatorReport } from '@/server/contracts/operator'
import type { Notification } from '@/server/contracts/events'
import { onNotification } from '@/server/database/listen'
import { log } from '@/server/log/log'
import { ClusterWorker, type WorkerContext } from './cluster-worker'
import { keepKubernetesConnections } from './kubernetes-connections'
import { startLeaderElection } from './lease'
import { loadClusters } from './load-definitions'
import type { OperatorPorts } from './ports'
import { startSampleRecorder } from './record-samples'

/** Notifications can be lost with a connection: everything is read again this often. */
const RELOAD_MS = 30_000
const LATE_AFTER_MS = 15_000

export interface RunningOperator {
  leads(): boolean
  report(): OperatorReport
  stop(): Promise<void>
}

/**
 * Starts an operator: it stands by until it gets the lease, then keeps every defined cluster as defined. Several may run;
 * one leads. It does not throw when Postgres or Kubernetes are away: it goes on when they are back.
 */
export function runOperator(ports: OperatorPorts): RunningOperator {
  const workers = new Map<string, ClusterWorker>()
  let active: { epoch: number; stop: () => Promise<void> } | null = null
  let changing = false

  /** Makes what runs agree with the lease. A lease that is not trusted just now stops actions, not the workers. */
  const follow = async () => {
    const held = election.held()
    if (active !== null && active.epoch !== held?.epoch) {
      const { stop } = active
      active = null
      await stop()
    }
    if (active === null && held !== null) active = { epoch: held.epoch, ...lead(ports, workers, () => election.leadership()) }
  }
  const report = (): OperatorReport => reportOf(workers, ports)
  const election = startLeaderElection({
    clock: ports.clock,
    holder: ports.holder,
    report,
    onRound() {
      if (changing) return
      changing = true
      follow().catch((error: unknown) => log.error({ err: error }, 'the change of leadership failed')).finally(() => { changing = false })
    },
  })

  return {
    leads: () => election.leadership() !== null,
    report,
    async stop() {
      await active?.stop()
      await election.stop()
    },
  }
}

function lead(ports: OperatorPorts, workers: Map<string, ClusterWorker>, leadership: WorkerContext['leadership']): { stop: () => Promise<void> } {
  let stopped = false
  const samples = startSampleRecorder(ports.clock)
  const connections = keepKubernetesConnections(ports, (kubernetesClusterId, clusterId) => {
    if (clusterId !== null) workers.get(clusterId)?.trigger()
    else for (const worker of workers.values()) if (worker.kubernetesClusterId === kubernetesClusterId) worker.trigger()
  })
  const remove = (id: string) => {
    const worker = workers.get(id)
    workers.delete(id)
    void worker?.stop()
  }
  const context: WorkerContext = { ports, connections, samples, leadership, onGone: remove }

  const reload = async (id?: string) => {
    const { clusters, broken } = await loadClusters(id)
    for (const { id: brokenId, reason } of broken) log.error({ clusterId: brokenId, err: reason }, 'a definition cannot be read; its cluster is left as it is')
    if (stopped) return
    const living = new Set(clusters.map((cluster) => cluster.definition.id))
    for (const known of id === undefined ? [...workers.keys()] : [id]) {
      if (!living.has(known) && !broken.some((entry) => entry.id === known)) remove(known)
    }
    for (const cluster of clusters) {
      const worker = workers.get(cluster.definition.id)
      if (worker) worker.redefine(cluster)
      else {
        const created = new ClusterWorker(cluster, context)
        workers.set(cluster.definition.id, created)
        created.trigger()
      }
    }
  }
  const reloadSafely = (id?: string) => reload(id).catch((error: unknown) => log.warn({ err: error }, 'definitions could not be read'))

  const hear = (notification: Notification) => {
    if (notification.topic === 'definition') void reloadSafely(notification.clusterId)
    else if (notification.topic === 'automation') void reloadSafely()
    else if (notification.topic === 'kubernetes') void connections.refresh()
  }
  const stopListening = onNotification({ onNotification: hear, onGap: () => void reloadSafely() })
  let cancelTimer = () => {}
  const periodically = async () => {
    await connections.refresh()
    await reloadSafely()
    if (!stopped) cancelTimer = ports.clock.after(RELOAD_MS, () => void periodically())
  }
  void periodically()

  return {
    async stop() {
      stopped = true
      cancelTimer()
      stopListening()
      await Promise.all([...workers.values()].map((worker) => worker.stop()))
      workers.clear()
      await connections.stop()
      await samples.stop()
    },
  }
}

function reportOf(workers: Map<string, ClusterWorker>, ports: OperatorPorts): OperatorReport {
  const now = ports.clock.now()
  const rounds = [...workers.values()].flatMap((worker) => (worker.lastRoundAt === null ? [] : [worker.lastRoundAt]))
  return {
    lastRoundAt: rounds.length === 0 ? null : new Date(Math.max(...rounds)).toISOString(),
    oldestRoundAt: rounds.length < workers.size || rounds.length === 0 ? null : new Date(Math.min(...rounds)).toISOString(),
    lastRoundMs: workers.size === 0 ? null : Math.max(...[...workers.values()].map((worker) => worker.lastRoundMs)),
    clusters: workers.size,
    late: [...workers].flatMap(([clusterId, worker]) => {
      const ageMs = worker.lastRoundAt === null ? 0 : now - worker.lastRoundAt
      return ageMs > LATE_AFTER_MS ? [{ clusterId, name: worker.name, ageSeconds: Math.round(ageMs / 1000) }] : []
    }),
    version: ports.version,
  }
}
