import { HEALTH_RANK } from '@/server/contracts/cluster-status'
import { runInTransaction, type Transaction } from '@/server/database/client'
import { notify } from '@/server/database/notify'
import type { Analysis, NewOperation, NewTimelineEvent, OperationUpdate } from '@/server/domain/decision'
import type { Leadership } from './lease'

/** Equal timeline events within this window count up instead of repeating. */
const REPEAT_WINDOW_MS = 10 * 60_000

/**
 * Stores one round in one transaction: status, memory, operations and events, with notifications for the web. Memory is
 * stored before anything is acted upon, so that a restarted operator knows what its predecessor had decided.
 * @returns false when another operator leads by now, or the cluster's row has gone; then nothing was stored and nothing may be done
 */
export async function storeRound(clusterId: string, analysis: Analysis, leadership: Leadership): Promise<boolean> {
  return runInTransaction(async (tx) => {
    if (!(await storeStatus(tx, clusterId, analysis, leadership))) return false
    for (const operation of analysis.newOperations) await createOperation(tx, clusterId, operation, analysis.status.observedGeneration)
    for (const operation of analysis.operations) await storeOperation(tx, operation)
    for (const event of analysis.events) await storeEvent(tx, clusterId, event)
    await notify(tx, { topic: 'status', clusterId })
    return true
  })
}

async function storeStatus(tx: Transaction, clusterId: string, analysis: Analysis, leadership: Leadership): Promise<boolean> {
  const { status, memory } = analysis
  const written = await tx.$executeRaw`
    INSERT INTO "ClusterStatus" AS s ("clusterId", "observedGeneration", "leaderEpoch", "healthRank", "healthLevel", "primaryInstance",
      "instancesReady", "instancesTotal", "worstLagSeconds", "usedBytes", "status", "memory", "observedAt")
    SELECT c."id", ${status.observedGeneration}, ${leadership.epoch}, ${HEALTH_RANK[status.level]}, ${status.level}, ${status.primary},
      ${status.instancesReady}, ${status.instancesWanted}, ${status.worstLagSeconds}, ${status.usedBytes === null ? null : BigInt(Math.round(status.usedBytes))}::bigint,
      ${JSON.stringify(status)}::jsonb, ${JSON.stringify(memory)}::jsonb, ${new Date(status.observedAt)}
    FROM "Cluster" c WHERE c."id" = ${clusterId} AND c."deletedAt" IS NULL
      AND EXISTS (SELECT 1 FROM "OperatorLease" l WHERE l."holder" = ${leadership.holder} AND l."epoch" = ${leadership.epoch} AND l."expiresAt" > now())
    ON CONFLICT ("clusterId") DO UPDATE SET "observedGeneration" = excluded."observedGeneration", "leaderEpoch" = excluded."leaderEpoch",
      "healthRank" = excluded."healthRank", "healthLevel" = excluded."healthLevel", "primaryInstance" = excluded."primaryInstance",
      "instancesReady" = excluded."instancesReady", "instancesTotal" = excluded."instancesTotal", "worstLagSeconds" = excluded."worstLagSeconds",
      "usedBytes" = excluded."usedBytes", "status" = excluded."status", "memory" = excluded."memory", "observedAt" = excluded."observedAt"
    WHERE s."leaderEpoch" <= excluded."leaderEpoch"`
  return written > 0
}

/** What the operator begins by itself; one that is there already was stored by an operator that ended right after. */
async function createOperation(tx: Transaction, clusterId: string, { id, kind, title, parameters }: NewOperation, generation: number): Promise<void> {
  await tx.operation.createMany({
    data: [{ id, clusterId, kind, title, state: 'running', parameters: JSON.parse(JSON.stringify(parameters)), steps: [], generation, requestedBy: 'podkeeper', startedAt: new Date() }],
    skipDuplicates: true,
  })
}

async function storeOperation(tx: Transaction, update: OperationUpdate): Promise<void> {
  const finished = update.state !== 'running'
  await tx.operation.updateMany({
    where: { id: update.id, state: { in: ['pending', 'running'] } },
    data: { state: update.state, steps: update.steps, ...(update.problem === null ? {} : { problem: update.problem }), ...(finished ? { finishedAt: new Date() } : {}) },
  })
  await tx.operation.updateMany({ where: { id: update.id, startedAt: null }, data: { startedAt: new Date() } })
}

/** Puts an event on the timeline, or counts a repeated one up, and tells the web. */
export async function storeEvent(tx: Transaction, clusterId: string, event: NewTimelineEvent): Promise<void> {
  const at = new Date(event.at)
  const repeated = await tx.$queryRaw<{ id: bigint }[]>`
    UPDATE "TimelineEvent" SET "count" = "count" + 1, "lastAt" = ${at}, "message" = ${event.message}
    WHERE "id" = (SELECT "id" FROM "TimelineEvent" WHERE "clusterId" = ${clusterId} AND "fingerprint" = ${event.fingerprint}
      AND "lastAt" > ${new Date(event.at - REPEAT_WINDOW_MS)} ORDER BY "lastAt" DESC LIMIT 1) RETURNING "id"`
  const id = repeated[0]?.id ?? (await tx.timelineEvent.create({
    data: {
      clusterId, at, lastAt: at, kind: event.kind, severity: event.severity, reason: event.reason, message: event.message,
      instance: event.instance, fingerprint: event.fingerprint, ...(event.details === undefined ? {} : { details: JSON.parse(JSON.stringify(event.details)) }),
    },
    select: { id: true },
  })).id
  await notify(tx, { topic: 'timeline', clusterId, eventId: String(id) })
}
