import { act, find, refuse, type AnalysisContext, type InstanceView } from '../analysis/context'
import { mayAttempt } from '../analysis/space-attempts'
import type { AutomationPause } from '../memory'

const STOP = { firstMs: 1_000, maxMs: 15_000 }

/** @returns who stopped automation, here or everywhere; null when nobody did, or when it has run out */
export function pauseOf({ definition: { pause }, now }: Pick<AnalysisContext, 'definition' | 'now'>): AutomationPause | null {
  return pause !== null && (pause.until === null || pause.until > now) ? pause : null
}

/** What is left undone while automation is stopped, said as a refusal. @returns whether it is stopped */
export function refusePaused(context: AnalysisContext, words: { id: string; instance: string; message: string }): boolean {
  const pause = pauseOf(context)
  if (pause === null) return false
  refuse(context, { ...words, code: 'AutomationPaused', because: `${pause.by} stopped automation: ${pause.reason}`, tell: null })
  return true
}

/** Holds that people put on the cluster stay in sight until they are lifted. */
export function explainHolds(context: AnalysisContext): void {
  const pause = pauseOf(context)
  if (pause !== null) {
    find(context, {
      code: 'AutomationPaused', level: 'attention', message: `${pause.by} stopped automation${pause.everywhere ? ' of every cluster' : ''}: ${pause.reason}${untilWords(pause.until)}. No failover, clone or restart happens by itself`,
      action: pause.everywhere ? 'Let it go on, on the Kubernetes page, when the reason has passed' : 'Let it go on, on the cluster\'s page, when the reason has passed',
    })
  }
  for (const { verdict, name, wanted } of context.instances) {
    if (verdict.fenced === null || !wanted) continue
    const until = context.definition.fenced.find((fence) => fence.instance === name)?.until ?? null
    find(context, { code: 'InstanceFenced', level: 'attention', instance: name, message: `${name} is isolated: ${verdict.fenced}${untilWords(until)}. It serves nobody and is kept as it is`, action: 'Lift the fence when it has been looked at; it then comes back by itself' })
  }
}

function untilWords(until: number | null): string {
  return until === null ? '' : ` (until ${new Date(until).toISOString().slice(0, 16).replace('T', ' ')} UTC)`
}

/** A fenced replica receives and applies nothing, so that what it holds stays as it was found. */
export function planFences(context: AnalysisContext): void {
  for (const instance of context.instances) {
    const replication = instance.facts?.replication ?? null
    instance.memory.isolatedSince = isIsolated(context, instance) && replication?.ioThread === 'off' ? (instance.memory.isolatedSince ?? context.now) : null
    if (!isIsolated(context, instance) || replication === null || (replication.ioThread === 'off' && replication.sqlThread === 'off')) continue
    if (!mayAttempt(context, `isolate/${instance.name}`, STOP)) continue
    act(context, { id: `isolate/${instance.name}`, code: 'Isolating', instance: instance.name, message: `Stopping replication on ${instance.name}`, because: instance.verdict.fenced, tell: 'info' }, { type: 'stop-replication', instance: instance.name, threads: 'both' })
  }
}

/** Fenced, and not the primary: without that nobody could write, so it has to hand over first. */
export function isIsolated(context: AnalysisContext, { name, verdict }: InstanceView): boolean {
  return verdict.fenced !== null && name !== context.memory.primary
}
