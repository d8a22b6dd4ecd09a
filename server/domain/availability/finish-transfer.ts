import { act, isWritable, primaryOf, wait, type AnalysisContext } from '../analysis/context'
import { readGtidSet } from '../analysis/read-replication'
import { mayAttempt } from '../analysis/space-attempts'
import { formatDuration } from '../format-words'
import { onlyServer, subtractGtidSets } from '../gtid'
import type { PrimaryTransfer } from '../memory'
import { assessLoss } from './assess-loss'

const PROBE = { firstMs: 2_000, maxMs: 10_000 }
/** Commits may wait for a replica that only a person can bring back; the change of the primary itself is over long before. */
const VERIFY_MAX_MS = 60_000

/**
 * After the commit point the new primary is opened and the others are pointed at it as after any restart (plan-primary,
 * plan-replication); here it is seen through: writable, a write acknowledged, clients led to it.
 */
export function finishTransfer(context: AnalysisContext, transfer: PrimaryTransfer): void {
  const primary = primaryOf(context)
  const name = transfer.to ?? ''
  const loss = assessLoss(context)
  if (loss.state === 'lost') {
    // Else nobody could take over from it in its turn.
    transfer.problem = `${name} was lost itself before a write was seen on it: ${loss.evidence.join('; ')}`
    return conclude(context, transfer, name)
  }
  if (!primary?.facts || !isWritable(primary)) {
    return wait(context, { id: 'transfer', code: 'Promoting', instance: name, message: `Waiting for ${name} to take writes` })
  }
  if (transfer.stage === 'promote') Object.assign(transfer, { stage: 'verify', stageSince: context.now })
  if (!hasWritten(transfer, primary.facts.gtidExecuted, primary.facts.serverUuid)) {
    if (context.now - transfer.stageSince <= VERIFY_MAX_MS) return probe(context, name)
    transfer.problem = `No commit on ${name} has returned for ${formatDuration(VERIFY_MAX_MS)}: it waits for replicas to acknowledge`
    return conclude(context, transfer, name)
  }
  transfer.writesBackAt ??= context.now
  const service = context.names.primaryService
  const led = !context.observation.kubernetes.reachable || (context.observation.kubernetes.endpoints[service] ?? []).includes(name)
  if (!led) return wait(context, { id: 'transfer', code: 'MovingService', instance: name, message: `Waiting for ${service} to lead to ${name}` })
  conclude(context, transfer, name)
}

/** A transaction of its own that it did not have at the commit point: a write went through, acknowledged where that is asked for. */
function hasWritten(transfer: PrimaryTransfer, executed: string, serverUuid: string): boolean {
  return onlyServer(subtractGtidSets(readGtidSet(executed), readGtidSet(transfer.position ?? '')), serverUuid).size > 0
}

function probe(context: AnalysisContext, name: string): void {
  if (mayAttempt(context, `probe/${context.memory.epoch}`, PROBE)) act(context, { id: 'transfer', code: 'ProbingWrite', instance: name, message: `Writing one row to ${name}`, because: 'To see that its commits return' }, { type: 'probe-write', instance: name, epoch: context.memory.epoch })
  else wait(context, { id: 'transfer', code: 'ProbingWrite', instance: name, message: `Waiting for a write on ${name} to be acknowledged` })
}

function conclude(context: AnalysisContext, transfer: PrimaryTransfer, name: string): void {
  Object.assign(transfer, { stage: 'done', stageSince: context.now })
  const stoppedMs = transfer.writesStoppedAt === null || transfer.problem !== null ? null : (transfer.writesBackAt ?? context.now) - transfer.writesStoppedAt
  const what = transfer.kind === 'failover' ? 'Failover' : 'Switchover'
  const stop = stoppedMs === null ? (transfer.problem === null ? '' : `. ${transfer.problem}`) : `. Writes were interrupted for ${formatDuration(stoppedMs)}`
  context.events.push({
    at: context.now, kind: 'operator', severity: transfer.problem === null ? 'info' : 'attention', reason: `${what}Done`, instance: name, fingerprint: `transferred:${transfer.operationId}`,
    message: `${what} from ${transfer.from} to ${name} is done${stop}${transfer.lossAccepted || transfer.problem !== null ? '' : '. Nothing that was committed was lost'}`, details: { writesStoppedMs: stoppedMs },
  })
}
