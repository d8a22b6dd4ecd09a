import type { Actor } from '@/server/contracts/access'
import type { OperatorView } from '@/server/contracts/operator'
import type { SetHold } from '@/server/contracts/hold'
import { runInTransaction, type Transaction } from '@/server/database/client'
import { notify } from '@/server/database/notify'
import { writeAudit } from '../audit/write-audit'
import { requirePermission } from '../clusters/require-permission'
import { getOperatorState } from '../operator-state/get-operator-state'
import { servicePorts } from '../ports'
import { endHold, putHold, untilWords, type HeldThing } from './write-hold'

const EVERYTHING: HeldThing = { kind: 'pause', clusterId: null, instance: null }

/** Stops what the operator does by itself, for every cluster. @throws AppError auth.forbidden, request.invalid */
export async function pauseEverything(actor: Actor, input: SetHold): Promise<OperatorView> {
  requirePermission(actor, 'automation.stop')
  await runInTransaction(async (tx) => {
    const at = new Date(servicePorts().clock.now())
    await putHold(tx, EVERYTHING, input, actor, at)
    await record(tx, actor, at, 'operator.pause', input, { reason: 'AutomationPaused', severity: 'attention', message: `${actor.name} stopped automation of every cluster${untilWords(input.until)}: ${input.reason}` })
  })
  return getOperatorState()
}

/** Nothing happens where it is not stopped. @throws AppError auth.forbidden */
export async function resumeEverything(actor: Actor): Promise<OperatorView> {
  requirePermission(actor, 'automation.stop')
  await runInTransaction(async (tx) => {
    const at = new Date(servicePorts().clock.now())
    if (!(await endHold(tx, EVERYTHING, actor, at))) return
    await record(tx, actor, at, 'operator.resume', null, { reason: 'AutomationResumed', severity: 'info', message: `${actor.name} lets automation of every cluster go on` })
  })
  return getOperatorState()
}

/** It is told on the timeline of every cluster, for it explains what does not happen there. */
async function record(tx: Transaction, actor: Actor, at: Date, action: string, after: unknown, event: { reason: string; severity: string; message: string }): Promise<void> {
  const clusters = await tx.cluster.findMany({ where: { deletedAt: null }, select: { id: true } })
  await tx.timelineEvent.createMany({ data: clusters.map(({ id }) => ({ clusterId: id, at, lastAt: at, kind: 'definition', ...event, instance: null, fingerprint: `definition/${event.reason}/${at.getTime()}` })) })
  await writeAudit(tx, { actor, action, target: { kind: 'operator', id: null, name: 'operator' }, before: null, after })
  await notify(tx, { topic: 'automation' })
  await notify(tx, { topic: 'operator' })
}
