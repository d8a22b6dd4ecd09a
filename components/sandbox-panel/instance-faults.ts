import type { SandboxFault } from '@/server/contracts/sandbox'

export interface FaultChoice {
  fault: SandboxFault
  label: string
  /** what was done, for the toast */
  said: string
  /** why it makes no sense here; null: it does */
  reason: string | null
}

export interface FaultGroup {
  title: string
  choices: FaultChoice[]
}

export interface FaultTarget {
  name: string
  role: string
}

const SLOW_APPLY_PER_SECOND = 20
const SLOW_LINK_MS = 250
const CLOCK_AHEAD_MS = 30_000
const WRITTEN_BY_HAND = 3

/** Everything that can be broken about one instance. @param primary the one that the cluster writes to; null: none */
export function listInstanceFaults(clusterId: string, target: FaultTarget, primary: string | null): FaultGroup[] {
  const instance = target.name
  const at = { clusterId, instance }
  const isReplica = target.role === 'replica'
  const notReplica = isReplica ? null : `${instance} is no replica`
  const choice = (fault: SandboxFault, label: string, said: string, reason: string | null = null): FaultChoice => ({ fault, label, said, reason })
  return [
    { title: 'Server', choices: [
      choice({ type: 'kill-pod', ...at }, 'Kill the pod', `Killed ${instance}`),
      choice({ type: 'crash-mysql', ...at }, 'Crash mysqld', `mysqld of ${instance} died`),
      choice({ type: 'hang-mysql', ...at }, 'Let mysqld hang', `mysqld of ${instance} hangs`),
    ] },
    { title: 'Replication', choices: [
      choice({ type: 'stop-sql-thread', ...at }, 'Stop applying', `Stopped the applier of ${instance}`, notReplica),
      choice({ type: 'stop-io-thread', ...at }, 'Stop receiving', `Stopped the receiver of ${instance}`, notReplica),
      choice({ type: 'slow-replica', ...at, applyPerSecond: SLOW_APPLY_PER_SECOND }, 'Make it slow', `${instance} applies ${SLOW_APPLY_PER_SECOND} transactions per second`, notReplica),
    ] },
    { title: 'Network', choices: [
      choice({ type: 'slow-link', ...at, delayMs: SLOW_LINK_MS }, 'Slow its link', `Packets of ${instance} take ${SLOW_LINK_MS} ms`),
      choice({ type: 'cut-link', ...at, peer: primary ?? instance }, 'Cut from the primary', `Cut ${instance} off the primary`, notReplica ?? (primary === null ? 'There is no primary' : null)),
      choice({ type: 'cut-operator', ...at }, 'Hide from Podkeeper', `Podkeeper does not reach ${instance}`),
      choice({ type: 'cut-clients', ...at }, 'Hide from applications', `Applications do not reach ${instance}`),
      choice({ type: 'isolate-instance', ...at, clientsInside: true }, 'Isolate with its applications', `${instance} is isolated with its applications`),
    ] },
    { title: 'Disk and clock', choices: [
      choice({ type: 'fill-volume', ...at }, 'Fill the volume', `The volume of ${instance} is full`),
      choice({ type: 'lose-volume', ...at }, 'Lose the volume', `The volume of ${instance} is gone`),
      choice({ type: 'clock-skew', ...at, skewMs: CLOCK_AHEAD_MS }, 'Set the clock ahead', `The clock of ${instance} is ${CLOCK_AHEAD_MS / 1000} s ahead`),
    ] },
    { title: 'By hand', choices: [
      choice({ type: 'write-by-hand', ...at, transactions: WRITTEN_BY_HAND }, 'Write there', `Wrote ${WRITTEN_BY_HAND} transactions at ${instance}`),
      choice({ type: 'open-by-hand', ...at }, 'Make it writable', `Made ${instance} writable`, notReplica),
    ] },
  ]
}
