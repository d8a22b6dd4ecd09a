import type { Actor } from '@/server/contracts/access'
import type { OperationKind } from '@/server/contracts/operation'
import { notify } from '@/server/database/notify'
import { jsonOf, jsonOrNull, type Transaction } from '@/server/database/client'
import { writeAudit } from '../audit/write-audit'

export interface ClusterChange {
  actor: Actor
  cluster: { id: string; name: string; namespace: string }
  /** cluster.create, cluster.update, cluster.scale, cluster.delete, cluster.switchover, … */
  action: string
  before: unknown
  after: unknown
  event: { reason: string; message: string; severity: 'info' | 'attention'; instance?: string }
  /** null: nothing for the operator to do step by step */
  operation: { kind: OperationKind; title: string; parameters: Record<string, unknown>; generation: number } | null
}

/** What belongs to each change of a definition, in its transaction: operation, timeline, audit, and word to everybody. */
export async function recordChange(tx: Transaction, change: ClusterChange, at: Date): Promise<void> {
  const { actor, cluster } = change
  if (change.operation) await requestOperation(tx, cluster.id, change.operation, actor, at)
  const { event } = change
  const { id: eventId } = await tx.timelineEvent.create({
    data: {
      ...{ clusterId: cluster.id, at, lastAt: at, kind: 'definition', severity: event.severity, reason: event.reason, message: event.message, instance: event.instance ?? null },
      // definitions never repeat: each change is an event of its own
      fingerprint: `definition/${event.reason}/${at.getTime()}`,
      details: jsonOrNull({ by: actor.name }),
    },
    select: { id: true },
  })
  await writeAudit(tx, { actor, action: change.action, target: { kind: 'cluster', id: cluster.id, name: `${cluster.namespace}/${cluster.name}` }, before: change.before, after: change.after })
  await notify(tx, { topic: 'definition', clusterId: cluster.id })
  await notify(tx, { topic: 'timeline', clusterId: cluster.id, eventId: eventId.toString() })
}

/** The newest wish counts: what was asked for before and has not ended is cancelled, with the reason. The operator fills the steps in. */
async function requestOperation(tx: Transaction, clusterId: string, operation: NonNullable<ClusterChange['operation']>, actor: Actor, at: Date): Promise<void> {
  const superseded = supersededBy(operation.kind)
  await tx.operation.updateMany({
    where: { clusterId, kind: { in: superseded }, state: { in: ['pending', 'running'] } },
    data: { state: 'cancelled', finishedAt: at, problem: `Superseded: ${operation.title}, requested by ${actor.name}` },
  })
  await tx.operation.create({
    data: { clusterId, kind: operation.kind, state: 'pending', title: operation.title, parameters: jsonOf(operation.parameters), steps: [], generation: operation.generation, requestedBy: actor.name, requestedAt: at },
  })
}

/** A creation goes on under a changed definition; only a deletion ends it. A change of the primary or a repair changes no definition. */
function supersededBy(kind: OperationKind): OperationKind[] {
  switch (kind) {
    case 'delete':
      return ['create', 'scale', 'update']
    case 'create':
    case 'scale':
    case 'update':
      return ['scale', 'update']
    case 'failover':
    case 'switchover':
    case 'repair':
      return []
  }
}
