import { isEmpty } from '../analysis/build-context'
import type { AnalysisContext, InstanceView } from '../analysis/context'
import { isOwnData } from '../analysis/prove-primary'
import { instanceOfHost, readGtidSet } from '../analysis/read-replication'
import { unionGtidSets, type GtidSet } from '../gtid'
import type { PrimaryTransfer } from '../memory'

/** The change of the primary that has not passed its commit point: the old primary still is the primary. */
export function pendingTransfer(context: AnalysisContext): PrimaryTransfer | null {
  const { transfer } = context.memory
  return transfer !== null && isBeforeCommit(transfer) ? transfer : null
}

export function isBeforeCommit({ stage }: Pick<PrimaryTransfer, 'stage'>): boolean {
  return stage === 'stop-writes' || stage === 'fence' || stage === 'elect' || stage === 'catch-up'
}

export function isOver({ stage }: Pick<PrimaryTransfer, 'stage'>): boolean {
  return stage === 'done' || stage === 'failed'
}

/** Replicas that answer and hold this cluster's data, whatever their threads do. */
export function answeringReplicas(context: AnalysisContext): InstanceView[] {
  return context.instances.filter((instance) => instance.name !== context.memory.primary && instance.facts !== null && !isEmpty(instance.facts) && isOwnData(context, instance.facts.clusterId)
    && instance.verdict.foreignData === null && instance.memory.cloneStartedAt === null && instance.facts.clone?.state !== 'in-progress' && instance.memory.joinedAt !== null)
}

/** A replica that receives nothing acknowledges nothing. */
export function isFenced(instance: InstanceView): boolean {
  const replication = instance.facts?.replication ?? null
  return instance.facts !== null && (replication === null || replication.ioThread === 'off')
}

/** Everything that the instance has: executed, or in its relay log where its applier will find it. */
export function heldBy(instance: InstanceView): GtidSet {
  return unionGtidSets(instance.executed, readGtidSet(instance.facts?.replication?.retrievedGtidSet ?? ''))
}

/** The source heartbeats every 2 s: see the replication channel's settings. */
const HEARTBEAT_MISSED_AFTER_SECONDS = 5

/** @returns whether the replica has lost the primary; null when it does not follow it, so that it cannot tell */
export function hasLostPrimary(context: AnalysisContext, instance: InstanceView): boolean | null {
  const replication = instance.facts?.replication ?? null
  if (replication === null || replication.ioThread === 'off' || instanceOfHost(context, replication.sourceHost) !== context.memory.primary) return null
  return replication.ioThread === 'connecting' || (replication.heardAgoSeconds ?? 0) > HEARTBEAT_MISSED_AFTER_SECONDS
}
