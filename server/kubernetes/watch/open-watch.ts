import { AppError } from '@/server/contracts/errors'
import type { ClusterReference, KubernetesManifest, KubernetesWatch } from '@/server/domain/kubernetes-port'
import type { KubernetesObservation, ObservedProblem } from '@/server/domain/observation'
import type { ApiClient } from '../api-client'
import { ApiFailure } from '../api-failure'
import { toKubernetesError, toObservedProblem } from '../kubernetes-error'
import { KINDS, resourcePath, type KindName } from '../resource-paths'
import { ApplyNotes } from './apply-notes'
import { ownFieldsOf } from './cached-objects'
import { ChangeNotifier } from './change-notifier'
import { ClusterCaches } from './cluster-caches'
import { ConnectionMonitor } from './connection-monitor'
import { findUnownedFields } from './find-unowned-fields'
import { MissedEvents } from './missed-events'
import { observeCluster } from './observe-cluster'
import { isCloning, pollCloneProgress, type ProgressCache } from './poll-clone-progress'
import { pollMetrics, pollVolumes, UsageCache } from './poll-usage'
import { recheckForeign } from './recheck-foreign'
import { Reflector } from './reflector'
import { repeatTask } from './repeat-task'
import type { WatchTiming } from './watch-timing'

/** Told of what is wrong but harms nothing, e.g. one object that cannot be read. */
export type WatchLog = (message: string, details: Record<string, unknown>) => void

export interface WatchOptions {
  client: ApiClient
  /** null: all namespaces */
  namespaces: readonly string[] | null
  timing: WatchTiming
  log: WatchLog
}

/** The live view of one Kubernetes cluster: one reflector for each kind (and namespace), a probe, and pollers for usage. */
export class ClusterWatch implements KubernetesWatch {
  private readonly notifier = new ChangeNotifier()
  private readonly caches: ClusterCaches
  private readonly notes = new ApplyNotes()
  private readonly usage = new UsageCache()
  private readonly progress: ProgressCache = new Map()
  private readonly owners = new Map<string, string>()
  private readonly monitor: ConnectionMonitor
  private readonly missedEvents: MissedEvents
  private readonly reflectors: { kind: KindName; reflector: Reflector }[]
  private tasks: (() => Promise<void>)[] = []
  private waiting: { resolve(): void; reject(error: Error): void }[] = []
  private told: string | null = null

  constructor(private readonly options: WatchOptions) {
    const { client, log, timing } = options
    this.caches = new ClusterCaches(
      (clusterId) => this.notifier.note(clusterId),
      (namespace, name) => this.owners.get(`${namespace}/${name}`) ?? this.caches.statefulSets.get(namespace, name)?.clusterId ?? null,
      (kind, error) => log('an object of Kubernetes cannot be read', { kind, error: String(error) }),
    )
    this.missedEvents = new MissedEvents(client, this.caches.events, () => this.notifier.note(null), (error) => log('events cannot be read', { error: String(error) }))
    this.monitor = new ConnectionMonitor(client, timing, {
      away: () => this.tellConnection(),
      back: () => {
        for (const { reflector } of this.reflectors) reflector.reconnect()
        this.tellConnection()
      },
    })
    this.reflectors = this.makeReflectors()
  }

  /** Resolves when every cache was filled once; before that observations say that nothing is known. Rejects when stopped earlier. */
  async start(): Promise<void> {
    if (this.tasks.length === 0) this.startTasks()
    if (this.isSynced()) return
    await new Promise<void>((resolve, reject) => this.waiting.push({ resolve, reject }))
  }

  async stop(): Promise<void> {
    this.missedEvents.stop()
    await Promise.all([this.monitor.stop(), ...this.tasks.map((stop) => stop()), ...this.reflectors.map(({ reflector }) => reflector.stop())])
    this.notifier.close()
    for (const { reject } of this.waiting.splice(0)) reject(new AppError('kubernetes.unreachable', 'The watch was stopped before it had seen everything.'))
  }

  observe(owner: ClusterReference, wanted: readonly KubernetesManifest[]): KubernetesObservation {
    this.admit(owner)
    return observeCluster(
      { caches: this.caches, notes: this.notes, usage: this.usage, progress: this.progress, connection: this.connectionFor(owner), namespacesKnown: this.isReadable('Namespace'), nodesKnown: this.isReadable('Node') },
      owner,
      wanted,
    )
  }

  onChange(listener: (clusterId: string | null) => void): () => void {
    return this.notifier.onChange(listener)
  }

  noteApplied(owner: ClusterReference, wanted: KubernetesManifest, applied: KubernetesManifest): void {
    this.notes.set(owner, wanted, { problem: null, foreign: null, neverOurs: new Set(findUnownedFields(wanted, ownFieldsOf(applied))) })
    this.caches.put(wanted.kind, applied)
  }

  noteRefused(owner: ClusterReference, wanted: KubernetesManifest, problem: { code: string; detail: string; action: string | null }): void {
    const before = this.notes.get(owner, wanted)
    const foreign = problem.code === 'kubernetes.object-not-ours' ? { owner: /It belongs to (.+), so Podkeeper/.exec(problem.detail)?.[1] ?? null } : null
    this.notes.set(owner, wanted, { problem, foreign, neverOurs: before?.neverOurs ?? new Set() })
  }

  private makeReflectors(): { kind: KindName; reflector: Reflector }[] {
    const { client, namespaces, timing } = this.options
    return this.caches.collections().flatMap(({ kind, labelSelector, fieldSelector, metadataOnly, optional, sink }) =>
      (KINDS[kind].namespaced ? (namespaces ?? [null]) : [null]).map((namespace) => ({
        kind,
        reflector: new Reflector({
          client,
          path: resourcePath(KINDS[kind], namespace),
          ...(labelSelector === null ? {} : { labelSelector }),
          ...(fieldSelector === null ? {} : { fieldSelector }),
          metadataOnly,
          optional,
          timing,
          sink: sink(namespace),
          onStateChange: () => this.noteReflector(),
        }),
      })),
    )
  }

  private startTasks(): void {
    const { client, timing, namespaces, log } = this.options
    const failed = (what: string) => (error: unknown) => log(what, { error: String(error) })
    this.monitor.start()
    // Events come after the StatefulSets, which say whose events are to be kept.
    for (const { kind, reflector } of this.reflectors) if (kind !== 'Event') reflector.start()
    this.tasks = [
      repeatTask(timing.progressMs, (signal) => pollCloneProgress(client, this.cloningPods(), this.progress, (pod) => this.notifier.note(pod.clusterId), signal), failed('the progress of clones cannot be read')),
      repeatTask(timing.metricsMs, (signal) => pollMetrics(client, this.usage, namespaces ?? [null], signal), failed('pod metrics cannot be read')),
      repeatTask(timing.volumesMs, (signal) => pollVolumes(client, this.usage, this.usedNodes(), (namespace, claim) => this.caches.claims.get(namespace, claim) !== undefined, signal), failed('volume statistics cannot be read')),
      repeatTask(timing.foreignMs, (signal) => recheckForeign(client, this.notes, (clusterId) => this.notifier.note(clusterId), signal), failed('objects of others cannot be read')),
      // Grace periods end without an event of their own.
      repeatTask(Math.min(1000, timing.graceMs), async () => this.tellConnection(), failed('the state of the connection cannot be told')),
    ]
  }

  private noteReflector(): void {
    if (this.reflectors.every(({ kind, reflector }) => kind !== 'StatefulSet' || reflector.synced)) for (const { kind, reflector } of this.reflectors) if (kind === 'Event') reflector.start()
    if (this.isSynced()) for (const { resolve } of this.waiting.splice(0)) resolve()
    this.tellConnection()
  }

  private isSynced(): boolean {
    return this.reflectors.every(({ reflector }) => reflector.synced)
  }

  private isReadable(kind: KindName): boolean {
    return this.reflectors.every((entry) => entry.kind !== kind || (entry.reflector.synced && !isDenied(entry.reflector.failure?.error)))
  }

  private connection(): Pick<KubernetesObservation, 'reachable' | 'problem' | 'lastContactAt'> {
    const problem = this.monitor.problem ?? this.reflectorProblem()
    return { reachable: problem === null && this.isSynced(), problem, lastContactAt: this.options.client.lastContactAt }
  }

  /** Of a namespace that is not watched nothing may be concluded. */
  private connectionFor({ namespace }: ClusterReference): Pick<KubernetesObservation, 'reachable' | 'problem' | 'lastContactAt'> {
    const { namespaces } = this.options
    const connection = this.connection()
    if (namespaces === null || namespaces.includes(namespace)) return connection
    const problem = { code: 'kubernetes.forbidden', detail: `Podkeeper is restricted to the namespaces ${namespaces.join(', ')} here, and ${namespace} is none of them`, action: `Add ${namespace} to PODKEEPER_NAMESPACES and bind the role there` }
    return { ...connection, reachable: false, problem }
  }

  /** A kind that cannot be read makes the whole view untrustworthy: what is missing from it may well be there. */
  private reflectorProblem(): ObservedProblem | null {
    for (const { kind, reflector } of this.reflectors) {
      const { failure, options } = reflector
      if (!failure || (options.optional && isDenied(failure.error))) continue
      if (isDenied(failure.error) || Date.now() - failure.since > this.options.timing.graceMs)
        return toObservedProblem(toKubernetesError(failure.error, { server: this.options.client.server, doing: `watch ${KINDS[kind].plural}` }))
    }
    return null
  }

  private tellConnection(): void {
    const { reachable, problem } = this.connection()
    const state = `${reachable} ${problem?.detail ?? ''}`
    if (state !== this.told) this.notifier.note(null)
    this.told = state
  }

  private admit(owner: ClusterReference): void {
    this.owners.set(`${owner.namespace}/${owner.name}`, owner.clusterId)
    if (!this.caches.events.admit(owner.namespace, owner.name)) return
    // What happened before Podkeeper knew the cluster passed the event watch unseen.
    this.missedEvents.request(owner.namespace)
  }

  private cloningPods() {
    return [...this.caches.pods.values()].filter(isCloning)
  }

  private usedNodes(): Set<string> {
    return new Set([...this.caches.pods.values()].flatMap(({ pod }) => pod.node ?? []))
  }
}

function isDenied(error: unknown): boolean {
  return error instanceof ApiFailure && (error.status === 401 || error.status === 403 || error.status === 404)
}
