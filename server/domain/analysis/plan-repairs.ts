import { formatCount } from '../format-words'
import type { PendingOperation } from '../memory'
import { act, type AnalysisContext, type InstanceView } from './context'
import { joinStep } from './see-steps'
import type { SeenStep } from './merge-steps'
import { mayAttempt } from './space-attempts'

const PAUSE = { firstMs: 2_000, maxMs: 30_000 }

/** What a person chose for an instance that cannot follow: its data replaced, or its own transactions counted as done everywhere. */
export type RepairWay = 'reclone' | 'inject'

export function repairOf(context: AnalysisContext, instance: string): { operation: PendingOperation; way: RepairWay } | null {
  const operation = context.definition.operations.find((one) => one.kind === 'repair' && one.parameters['instance'] === instance)
  const way = operation?.parameters['way']
  return operation && (way === 'reclone' || way === 'inject') ? { operation, way } : null
}

/** @returns whether the copy that a person asked for is still to be made */
export function isRecloneDue(context: AnalysisContext, instance: InstanceView): boolean {
  const repair = repairOf(context, instance.name)
  return repair?.way === 'reclone' && (instance.memory.copiedAt === null || instance.memory.copiedAt < repair.operation.requestedAt)
}

/**
 * Transactions that only a replica has are given to the primary as empty ones, so that their GTIDs are known everywhere and block nothing.
 * What they changed stays on that replica alone: its data differs from then on, which the person was told.
 */
export function planInjections(context: AnalysisContext): void {
  for (const instance of context.instances) {
    if (repairOf(context, instance.name)?.way !== 'inject' || instance.verdict.errantCount === 0 || !context.trustedPrimary) continue
    const { name } = context.trustedPrimary
    if (!mayAttempt(context, `inject/${instance.name}`, PAUSE)) continue
    act(context, { id: `inject/${instance.name}`, code: 'InjectingTransactions', instance: name, message: `Writing ${formatCount(instance.verdict.errantCount, 'empty transaction')} on ${name}`, because: `${instance.name} has them, and somebody chose to keep it`, tell: 'attention' }, { type: 'inject-empty-transactions', instance: name, gtids: instance.memory.errantGtids })
  }
}

export function repairSteps(context: AnalysisContext, operation: PendingOperation): SeenStep[] {
  const name = String(operation.parameters['instance'] ?? '')
  const instance = context.instances.find((candidate) => candidate.name === name)
  if (!instance) return [{ id: 'instance', title: `${name} is there`, done: false, detail: 'The cluster has no such instance' }]
  if (operation.parameters['way'] === 'inject') {
    return [{ id: 'inject', title: 'Its transactions are known everywhere', done: instance.facts !== null && instance.verdict.errantCount === 0, detail: `${formatCount(instance.verdict.errantCount, 'transaction')} left` }]
  }
  return [{ id: 'copied', title: `${name} holds a new copy`, done: !isRecloneDue(context, instance), detail: instance.verdict.underway }, joinStep(context, instance)]
}
