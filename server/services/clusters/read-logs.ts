import type { Actor } from '@/server/contracts/access'
import type { LogsQuery } from '@/server/contracts/cluster-queries'
import { AppError, type ErrorCode } from '@/server/contracts/errors'
import { ordinalOf } from '@/server/domain/choose-replicas'
import type { ClusterReference, KubernetesPort } from '@/server/domain/kubernetes-port'
import { servicePorts } from '../ports'
import { findRun, isSameRun, pause, type ContainerRun } from './follow-pod'
import { loadCluster } from './load-cluster'
import { requirePermission } from './require-permission'

export interface ReadLogsInput extends Omit<LogsQuery, 'download'> {
  clusterId: string
  instance: string
  signal: AbortSignal
}

/** Lines of Podkeeper's own among the log's begin like this. */
const REMARK = '--- '
const LOOK_AGAIN_MS = 1_000
/** Somebody who follows longer asks again, and is checked again. */
const LONGEST_MS = 60 * 60_000
/** A container that says nothing is not an error: the answer begins without a line. */
const FIRST_LINE_MS = 1_500
/** While somebody follows, these pass. */
const PASSING: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['kubernetes.unreachable', 'kubernetes.not-found'])
const LINES_OF_NEXT_RUN = 10_000
const LOOKS_BEFORE_SAME_RUN = 3

/**
 * Lines of a container's log, as they come. With `follow` it goes on in the container's next run and in the pod that replaces
 * this one, with a remark between, until the signal aborts or an hour has passed.
 * @throws AppError auth.forbidden, not-found, cluster.gone, kubernetes.not-found, kubernetes.unreachable, kubernetes.forbidden
 */
export async function readLogs(actor: Actor, input: ReadLogsInput): Promise<AsyncGenerator<string>> {
  requirePermission(actor, 'logs.read')
  const cluster = await loadCluster(input.clusterId)
  if (ordinalOf(cluster.name, input.instance) === null) throw new AppError('not-found', `${cluster.name} has no instance ${input.instance.slice(0, 80)}.`, { action: `Instances are called ${cluster.name}-0, ${cluster.name}-1 and so on.` })
  const port = await servicePorts().kubernetes(cluster.kubernetesClusterId)
  const owner = { clusterId: cluster.id, namespace: cluster.namespace, name: cluster.name }
  const run = await findRun(port, owner, input.instance, input.container)
  if (run === null) throw new AppError('kubernetes.not-found', `There is no pod ${input.instance} with a container ${input.container} now.`, { action: 'Wait until Kubernetes has made it; the timeline tells what it waits for.' })
  if (!run.started && !input.follow) throw new AppError('kubernetes.not-found', `The container ${input.container} of ${input.instance} has not started yet, so there is no log.`, { action: 'Follow the log to see it from its first line.' })
  const reader = new LogReader(port, owner, input)
  return startedStream(reader.lines(run), input)
}

class LogReader {
  private lastLineAt = servicePorts().clock.now()

  constructor(private readonly port: KubernetesPort, private readonly owner: ClusterReference, private readonly input: ReadLogsInput) {}

  async *lines(first: ContainerRun): AsyncGenerator<string> {
    const { clock } = servicePorts()
    const endsAt = clock.now() + LONGEST_MS
    let run: ContainerRun = first
    let options = { tailLines: this.input.tailLines, sinceSeconds: this.input.sinceSeconds ?? null }
    if (!run.started) {
      yield `${REMARK}Waiting for the container ${this.input.container} of ${this.input.instance} to start`
      const started = await this.nextRun(null, endsAt)
      if (started === null) return
      run = started
    }
    while (!this.input.signal.aborted) {
      yield* this.oneRun(options, run !== first)
      if (!this.input.follow || this.input.previous) return
      const next = await this.nextRun(run, endsAt)
      if (next === null) return
      yield remarkOf(this.input, run, next)
      const same = isSameRun(next, run)
      options = { tailLines: LINES_OF_NEXT_RUN, sinceSeconds: same ? Math.ceil((clock.now() - this.lastLineAt) / 1000) + 1 : null }
      run = next
    }
  }

  /** @param tolerant a run that is gone before it could be read is followed by the next */
  private async *oneRun(options: { tailLines: number; sinceSeconds: number | null }, tolerant: boolean): AsyncGenerator<string> {
    const { container, previous, follow, signal } = this.input
    try {
      for await (const line of this.port.logs(this.owner.namespace, this.input.instance, { container, previous, follow, signal, ...options })) {
        this.lastLineAt = servicePorts().clock.now()
        yield line
      }
    } catch (error) {
      if (!tolerant || !(error instanceof AppError) || !PASSING.has(error.code)) throw error
    }
  }

  /** Waits until a container runs: another run than `ended`, or that one still, when only the connection broke. */
  private async nextRun(ended: ContainerRun | null, endsAt: number): Promise<ContainerRun | null> {
    const { clock } = servicePorts()
    let seenRunning = 0
    while (!this.input.signal.aborted && clock.now() < endsAt) {
      await pause(clock, LOOK_AGAIN_MS, this.input.signal)
      const run = await this.look()
      if (!run?.started) continue
      if (ended === null || !isSameRun(run, ended)) return run
      // The kubelet tells the end of a container a moment after its log has ended.
      seenRunning = run.running ? seenRunning + 1 : 0
      if (seenRunning >= LOOKS_BEFORE_SAME_RUN) return run
    }
    return null
  }

  /** Kubernetes may be away for a while; the log goes on afterwards. */
  private async look(): Promise<ContainerRun | null> {
    if (this.input.signal.aborted) return null
    try {
      return await findRun(this.port, this.owner, this.input.instance, this.input.container)
    } catch (error) {
      if (error instanceof AppError && PASSING.has(error.code)) return null
      throw error
    }
  }
}

function remarkOf(input: ReadLogsInput, before: ContainerRun, after: ContainerRun): string {
  const at = new Date(servicePorts().clock.now()).toISOString()
  if (after.podUid !== before.podUid) return `${REMARK}${at} ${input.instance} was replaced by a new pod; its log follows`
  if (after.restarts !== before.restarts) return `${REMARK}${at} The container ${input.container} restarted; the log of its new run follows`
  return `${REMARK}${at} The connection to the log broke and is back; lines may be repeated`
}

/** Waits a moment for the first line, so that what Kubernetes refuses is answered as an error rather than inside the text. */
async function startedStream(lines: AsyncGenerator<string>, input: ReadLogsInput): Promise<AsyncGenerator<string>> {
  const first = lines.next()
  const settled = first.then(() => true)
  if (input.follow) await Promise.race([settled, pause(servicePorts().clock, FIRST_LINE_MS, input.signal)])
  else await settled
  return continueWith(first, lines)
}

async function* continueWith(first: Promise<IteratorResult<string>>, lines: AsyncGenerator<string>): AsyncGenerator<string> {
  try {
    for (let result = await first; !result.done; result = await lines.next()) yield result.value
  } finally {
    await lines.return(undefined)
  }
}
