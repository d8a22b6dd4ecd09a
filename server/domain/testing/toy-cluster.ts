import { analyzeCluster } from '../analyze-cluster'
import { beginOperation } from '../begin-operation'
import { chooseReplicas } from '../choose-replicas'
import type { Action, Analysis, NewTimelineEvent } from '../decision'
import { parseGtidSet, unionGtidSets, formatGtidSet } from '../gtid'
import { emptyMemory, type ClusterDefinition, type OperatorMemory } from '../memory'
import type { ClusterObservation, MysqlObservation, ObservedObject, ObservedPod, ReplicationFacts } from '../observation'
import { CLUSTER_ID, NOW, answering, claim, gtids, initContainer, container, kubernetesOf, objects, pod, replication, silent, uuidOf } from './build-observation'

interface Disk { gtids: string; clusterId: string | null; claimOf: string }
interface Server { uid: string; ageTicks: number; open: boolean; channel: ReplicationFacts | null; clone: { donor: string; ticks: number } | null; restarting: number; revision: string; labels: Record<string, string>; deleting: boolean }

/**
 * The least cluster that decisions can be carried out on: a tick is a second, pods come up in three, a clone takes three.
 * For tests of convergence; the sandbox is the real thing.
 */
export class ToyCluster {
  now = NOW
  memory: OperatorMemory = emptyMemory()
  objects: ObservedObject[] = objects('missing')
  set: { replicas: number; revision: string; deleting: boolean } | null = null
  template = 'r1'
  readonly disks = new Map<number, Disk>()
  readonly servers = new Map<number, Server>()
  readonly history: Action[] = []
  readonly events: NewTimelineEvent[] = []
  reachable = true
  finished = false
  private pods = 0

  constructor(public definition: ClusterDefinition) {}

  /** One round: observe, analyze, act, and a second passes. */
  tick(): Analysis {
    const analysis = analyzeCluster(this.definition, this.observe(), this.memory, this.now)
    this.memory = analysis.memory
    this.events.push(...analysis.events)
    for (const begun of analysis.newOperations) this.definition.operations.push(beginOperation(begun, this.definition.generation, this.now))
    for (const update of analysis.operations) for (const operation of this.definition.operations) if (operation.id === update.id) Object.assign(operation, { state: update.state, steps: update.steps })
    this.definition.operations = this.definition.operations.filter(({ state }) => state === 'pending' || state === 'running')
    for (const { action } of analysis.decisions) if (action) this.act(action)
    this.pass()
    return analysis
  }

  /** Ticks until `done`. @throws Error when it is not within `ticks` */
  run(done: (analysis: Analysis) => boolean, ticks = 120): Analysis {
    for (let tick = 0; tick < ticks; tick++) {
      const analysis = this.tick()
      if (done(analysis)) return analysis
    }
    const { status, decisions } = this.tick()
    throw new Error(`Not within ${ticks} ticks: ${status.headline}\n${decisions.map((decision) => `${decision.kind} ${decision.message}`).join('\n')}`)
  }

  private pass(): void {
    this.now += 1_000
    if (this.set && !this.set.deleting) for (let ordinal = 0; ordinal < this.set.replicas; ordinal++) if (!this.servers.has(ordinal)) this.start(ordinal)
    for (const [ordinal, server] of this.servers) {
      server.ageTicks++
      server.restarting = Math.max(0, server.restarting - 1)
      if (this.set && ordinal >= this.set.replicas) server.deleting = true
      if (server.deleting && server.ageTicks % 2 === 0) this.servers.delete(ordinal)
      this.progressClone(ordinal, server)
      this.replicate(ordinal, server)
    }
  }

  private start(ordinal: number): void {
    if (!this.disks.has(ordinal)) this.disks.set(ordinal, { gtids: '', clusterId: null, claimOf: this.definition.id })
    this.servers.set(ordinal, { uid: `pod-${ordinal}-${this.pods++}`, ageTicks: 0, open: false, channel: null, clone: null, restarting: 0, revision: this.set?.revision ?? 'r1', labels: {}, deleting: false })
  }

  private progressClone(ordinal: number, server: Server): void {
    if (!server.clone || --server.clone.ticks > 0) return
    const donor = this.disks.get(Number(server.clone.donor.split('-').at(-1)))
    const disk = this.disks.get(ordinal)
    if (donor && disk) Object.assign(disk, { gtids: donor.gtids, clusterId: donor.clusterId })
    Object.assign(server, { clone: null, restarting: 2, channel: null })
  }

  private replicate(ordinal: number, server: Server): void {
    const disk = this.disks.get(ordinal)
    const source = server.channel?.ioThread === 'on' && server.channel.sqlThread === 'on' ? this.disks.get(Number(/-(\d+)\./.exec(server.channel.sourceHost)?.[1])) : undefined
    if (disk && source) Object.assign(disk, { gtids: formatGtidSet(unionGtidSets(parseGtidSet(disk.gtids), parseGtidSet(source.gtids))), clusterId: source.clusterId })
  }

  /** A client writes; only an open server takes it. */
  write(ordinal: number): boolean {
    const disk = this.disks.get(ordinal)
    if (!disk || this.servers.get(ordinal)?.open !== true) return false
    disk.gtids = formatGtidSet(unionGtidSets(parseGtidSet(disk.gtids), parseGtidSet(`${uuidOf(ordinal)}:1-${(parseGtidSet(disk.gtids).get(uuidOf(ordinal))?.at(-1)?.last ?? 0) + 1}`)))
    return true
  }

  private act(action: Action): void {
    this.history.push(action)
    const server = 'instance' in action ? this.servers.get(Number(action.instance.split('-').at(-1))) : undefined
    switch (action.type) {
      case 'apply-object':
        return this.apply(action.object.kind, action.object.name)
      case 'delete-object':
        return this.remove(action.object.kind, action.object.name)
      case 'release-stateful-set': {
        if (!action.orphanPods) for (const one of this.servers.values()) one.deleting = true
        this.set = null
        return this.put('StatefulSet', 'shop-db', 'missing')
      }
      case 'label-pod':
        return this.label(action.pod, action.podUid, action.labels)
      case 'delete-claim':
        return void this.disks.delete(Number(action.claim.split('-').at(-1)))
      case 'grow-claim':
        throw new Error('The toy\'s volumes have one size')
      case 'delete-pod':
        return void [...this.servers].filter(([, one]) => one.uid === action.podUid).forEach(([, one]) => { one.deleting = true })
      case 'bootstrap-primary': {
        this.disks.set(Number(action.instance.split('-').at(-1)), { gtids: gtids(Number(action.instance.split('-').at(-1)), 3), clusterId: CLUSTER_ID, claimOf: this.definition.id })
        return void (server && Object.assign(server, { open: true }))
      }
      case 'make-writable':
        return void (server && Object.assign(server, { open: true }))
      case 'make-read-only':
        return void (server && Object.assign(server, { open: false }))
      case 'clone-instance':
        return void (server && Object.assign(server, { clone: { donor: action.donor, ticks: 3 } }))
      case 'follow-source':
        return void (server && Object.assign(server, { channel: replication({ sourceHost: `${action.source}.shop-db.shop.svc` }) }))
      case 'start-replication':
        return void (server?.channel && Object.assign(server.channel, { ioThread: 'on', sqlThread: 'on' }))
      case 'stop-replication':
        return void (server?.channel && Object.assign(server.channel, { ioThread: 'off' }))
      case 'detach-from-source':
        return void (server && Object.assign(server, { channel: null }))
      case 'probe-write':
        return void this.write(Number(action.instance.split('-').at(-1)))
      case 'require-acknowledgements':
      case 'end-client-sessions':
      case 'inject-empty-transactions':
        return
      case 'finish-deletion':
        this.finished = true
    }
  }

  private apply(kind: string, name: string): void {
    this.put(kind, name, 'current')
    if (kind === 'StatefulSet') this.set = { replicas: chooseReplicas(this.definition, this.memory).replicas, revision: this.template, deleting: false }
  }

  private remove(kind: string, name: string): void {
    if (kind === 'StatefulSet' && this.set) this.set.deleting = true
    this.put(kind, name, kind === 'StatefulSet' ? 'deleting' : 'missing')
  }

  put(kind: string, name: string, state: ObservedObject['state']): void {
    this.objects = this.objects.map((object) => (object.kind === kind && object.name === name ? { ...object, state } : object))
  }

  private label(name: string, uid: string, labels: Record<string, string | null>): void {
    const server = this.servers.get(Number(name.split('-').at(-1)))
    if (server?.uid === uid) server.labels = Object.fromEntries(Object.entries({ ...server.labels, ...labels }).filter((entry): entry is [string, string] => entry[1] !== null))
  }

  observe(): ClusterObservation {
    const pods = [...this.servers].sort(([a], [b]) => a - b).map(([ordinal, server]) => this.seePod(ordinal, server))
    const mysql = Object.fromEntries([...this.servers].map(([ordinal, server]) => [`shop-db-${ordinal}`, this.seeMysql(ordinal, server)]))
    const claims = [...this.disks].map(([ordinal, disk]) => claim({ ordinal, clusterId: disk.claimOf }))
    const set = this.set
    return {
      observedAt: this.now, mysql,
      kubernetes: kubernetesOf({
        reachable: this.reachable, objects: this.objects, pods, claims,
        statefulSet: set ? { uid: 'set', generation: 1, observedGeneration: 1, specReplicas: set.replicas, readyReplicas: 0, currentRevision: 'r1', updateRevision: set.revision, volumeSizeBytes: 10 * 1024 ** 3, deleting: set.deleting } : null,
      }),
    }
  }

  private seePod(ordinal: number, server: Server): ObservedPod {
    const runs = server.ageTicks >= 2
    const up = { uid: server.uid, ordinal, labels: server.labels, revision: server.revision, deleting: server.deleting, createdAt: this.now - server.ageTicks * 1_000 }
    if (runs) return pod({ ...up, ready: server.restarting === 0 })
    return pod({ ...up, ready: false, phase: 'Pending', address: null, startedAt: null, containers: [initContainer('clone-mysql', { state: 'running', reason: null, exitCode: null, ready: false }), container({ state: 'waiting', reason: 'PodInitializing', ready: false, startedAt: null })] })
  }

  private seeMysql(ordinal: number, server: Server): MysqlObservation {
    const disk = this.disks.get(ordinal)
    if (server.ageTicks < 2 || server.restarting > 0 || server.deleting || !disk) return silent()
    return answering({
      serverId: ordinal + 1, readOnly: !server.open, superReadOnly: !server.open, gtidExecuted: disk.gtids, clusterId: disk.clusterId, userSchemaCount: disk.gtids === '' ? 0 : 1, replication: server.channel,
      clone: server.clone ? { state: 'in-progress', source: server.clone.donor, progress: 1 - server.clone.ticks / 3, stage: 'FILE COPY', bytesDone: 1, bytesTotal: 3, startedAt: this.now - 5_000, errorNumber: 0, errorMessage: '' } : null,
    })
  }
}
