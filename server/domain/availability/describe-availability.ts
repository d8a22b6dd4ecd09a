import type { Availability } from '@/server/contracts/availability'
import { acknowledgementsOf } from '@/server/contracts/tolerance'
import type { AnalysisContext } from '../analysis/context'
import { isoTime } from '../analysis/instance-status'
import { formatCount, joinWords } from '../format-words'
import { assessLoss } from './assess-loss'
import { adviseOn } from './begin-transfer'
import { checkFailover, countableReplicas, describeLoss, shortfallOf } from './check-failover'
import { checkSwitchover } from './check-switchover'
import { connectedReplicas } from './plan-acknowledgements'
import { isBeforeCommit, isOver } from './survivors'

/** What the page says of acknowledgements, failover and switchover before anything happens. */
export function describeAvailability(context: AnalysisContext): Availability | null {
  const { definition, memory } = context
  if (definition.spec.management !== 'operator' || definition.deletion !== null || memory.bootstrappedAt === null || memory.primary === null) return null
  const replicas = context.instances.filter((instance) => instance.name !== memory.primary)
  return {
    acknowledgements: describeAcknowledgements(context),
    failover: replicas.length === 0 ? null : describeFailover(context, memory.primary),
    switchover: Object.fromEntries(replicas.filter((instance) => instance.wanted).map(({ name }) => [name, checkSwitchover(context, name, null)])),
    transfer: describeTransfer(context),
  }
}

function describeAcknowledgements(context: AnalysisContext): Availability['acknowledgements'] {
  const { spec } = context.definition
  if (spec.topology !== 'semisync') return null
  const wanted = acknowledgementsOf(spec)
  const source = context.trustedPrimary?.facts?.semiSync?.source ?? null
  if (source === null) return { wanted, required: null, connected: null, state: 'unknown', message: 'The primary does not answer' }
  const connected = connectedReplicas(context)
  const required = source.enabled ? source.waitForReplicaCount : 0
  const names = connected.length === 0 ? '' : `: ${joinWords(connected.map(({ name }) => name))}`
  const common = { wanted, required, connected: connected.length }
  if (required === 0) return { ...common, state: 'off', message: 'Commits do not wait for replicas' }
  if (connected.length < required) return { ...common, state: 'waiting', message: `Commits wait: ${connected.length} of ${required} replicas acknowledge${names}` }
  if (required < wanted) return { ...common, state: 'degraded', message: `${formatCount(required, 'acknowledgement')} instead of ${wanted}: too few replicas have joined or are there` }
  return { ...common, state: 'synchronous', message: `Each commit waits for ${required} of ${connected.length} replicas that acknowledge${names}` }
}

/** As if the primary were lost now; what is only so because it is not lost is left out. */
function describeFailover(context: AnalysisContext, primary: string): NonNullable<Availability['failover']> {
  const loss = assessLoss(context)
  const supposed = loss.state === 'lost' ? loss : { state: 'lost' as const, evidence: [loss.state === 'suspected' ? loss.because : 'supposed'], stopped: true }
  const checks = checkFailover(context, supposed, { byPerson: false, lossAccepted: context.definition.spec.failover.allowDataLoss }).filter((one) => one.id !== 'loss')
  const byHand = { checks, manual: checkFailover(context, loss, { byPerson: true, lossAccepted: true }), possibleLoss: shortfallOf(context, countableReplicas(context)) === null ? null : describeLoss(context) }
  const failed = checks.find((one) => one.state === 'failed')
  if (failed) return { possible: false, code: failed.id, message: `If ${primary} is lost, nobody takes over by itself: ${failed.evidence}`, action: adviseOn(context, failed), ...byHand }
  const warning = checks.find((one) => one.state === 'warning')
  return warning
    ? { possible: true, code: warning.id, message: `If ${primary} is lost, another instance takes over, and writes may be lost: ${warning.evidence}`, action: null, ...byHand }
    : { possible: true, code: 'ready', message: `If ${primary} is lost, another instance takes over and no acknowledged write is lost`, action: null, ...byHand }
}

function describeTransfer(context: AnalysisContext): Availability['transfer'] {
  const { transfer } = context.memory
  if (transfer === null || isOver(transfer)) return null
  const { operationId, kind, from, to, stage, startedAt, writesStoppedAt } = transfer
  return { operationId, kind, from, to, stage, startedAt: isoTime(startedAt), cancellable: isBeforeCommit(transfer), writesStoppedAt: writesStoppedAt === null ? null : isoTime(writesStoppedAt) }
}
