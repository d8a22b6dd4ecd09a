import { primaryOf, isWritable, type AnalysisContext } from '../analysis/context'
import type { SeenStep } from '../analysis/merge-steps'
import { followsPrimary, threadsRun } from '../analysis/read-replication'
import { formatDuration } from '../format-words'
import type { PendingOperation, PrimaryTransfer, TransferStage } from '../memory'

const ORDER: Record<PrimaryTransfer['kind'], readonly TransferStage[]> = {
  failover: ['fence', 'elect', 'catch-up', 'promote', 'verify', 'done'],
  switchover: ['stop-writes', 'catch-up', 'promote', 'verify', 'done'],
}

/** The steps of a failover or switchover as its stored stage tells them. */
export function transferSteps(context: AnalysisContext, operation: PendingOperation): SeenStep[] {
  const { transfer } = context.memory
  const mine = transfer?.operationId === operation.id ? transfer : null
  const kind = operation.kind === 'switchover' ? 'switchover' : 'failover'
  const reached = (stage: TransferStage) => mine !== null && mine.stage !== 'failed' && ORDER[kind].indexOf(mine.stage) > ORDER[kind].indexOf(stage)
  const detail = (stage: TransferStage) => (mine?.stage === stage ? (context.decisions.find((decision) => decision.id === 'transfer')?.message ?? null) : null)
  const step = (stage: TransferStage, title: string, told: string | null = null): SeenStep => ({ id: stage, title, done: reached(stage), detail: told ?? detail(stage) })
  const to = mine?.to ?? null
  const begun: SeenStep = { id: 'confirmed', title: kind === 'failover' ? 'Loss of the primary confirmed' : 'Prechecks passed', done: mine !== null, detail: mine === null ? null : kind === 'failover' ? mine.evidence.join('; ') : null }
  const first = kind === 'failover'
    ? [step('fence', 'Old primary fenced: replicas receive nothing more'), step('elect', 'Successor chosen', reached('elect') ? to : null)]
    : [step('stop-writes', 'Writes stopped on the old primary')]
  return [begun, ...first, step('catch-up', `${to ?? 'Successor'} has applied everything`), step('promote', `${to ?? 'Successor'} takes writes`, writeStop(mine)), ...repointed(context, mine), step('verify', 'A write is acknowledged and the service leads there', mine?.stage === 'done' ? mine.problem : null)]
}

function writeStop(transfer: PrimaryTransfer | null): string | null {
  if (transfer === null || transfer.writesStoppedAt === null || transfer.writesBackAt === null) return null
  return `Writes were interrupted for ${formatDuration(transfer.writesBackAt - transfer.writesStoppedAt)}`
}

function repointed(context: AnalysisContext, transfer: PrimaryTransfer | null): SeenStep[] {
  const committed = transfer !== null && (transfer.stage === 'promote' || transfer.stage === 'verify' || transfer.stage === 'done')
  const replicas = context.instances.filter((instance) => instance.wanted && instance.name !== context.memory.primary && instance.facts !== null && instance.verdict.fenced === null)
  const following = replicas.filter((instance) => followsPrimary(context, instance) && threadsRun(instance.facts?.replication ?? null))
  const over = transfer?.stage === 'done'
  return [{ id: 'repoint', title: 'Replicas follow the new primary', done: committed && (over || (following.length === replicas.length && isWritable(primaryOf(context)))), detail: committed ? `${following.length} of ${replicas.length}` : null }]
}

/** @returns how a transfer's operation ended; null while it runs */
export function transferOutcome(context: AnalysisContext, operation: PendingOperation): { state: 'failed' | 'cancelled'; problem: string } | null {
  const impossible = context.impossible.get(operation.id)
  if (impossible !== undefined) return { state: 'failed', problem: impossible }
  const { transfer } = context.memory
  if (transfer?.operationId === operation.id) {
    if (transfer.stage !== 'failed') return null
    const asked = operation.parameters['cancel'] === true
    return { state: asked ? 'cancelled' : 'failed', problem: `Taken back: ${transfer.problem ?? 'it could not be done'}` }
  }
  // It was begun and is no longer there: an operator ended it and was itself ended before it could say so.
  if (operation.steps.some((step) => step.state === 'done') && transfer === null) return { state: 'failed', problem: 'It ended while no operator could say how; the timeline has what happened' }
  return null
}
