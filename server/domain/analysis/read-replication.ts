import { containsGtidSet, countGtids, parseGtidSet, subtractGtidSets, unionGtidSets, type GtidSet } from '../gtid'
import { ordinalOf } from '../choose-replicas'
import type { ReplicationFacts } from '../observation'
import type { AnalysisContext, InstanceView } from './context'

/** @returns the instance that a host name or address leads to; null when it is none of the cluster */
export function instanceOfHost(context: AnalysisContext, host: string): string | null {
  const name = host.split('.')[0] ?? ''
  if (ordinalOf(context.definition.name, name) !== null) return name
  return context.instances.find((instance) => instance.pod?.address === host)?.name ?? null
}

/** Whether it follows the cluster's primary by auto-position, whatever its threads do. */
export function followsPrimary(context: AnalysisContext, instance: InstanceView): boolean {
  const replication = instance.facts?.replication ?? null
  return replication !== null && replication.autoPosition && context.memory.primary !== null && instanceOfHost(context, replication.sourceHost) === context.memory.primary
}

export function threadsRun(replication: ReplicationFacts | null): boolean {
  return replication !== null && replication.ioThread === 'on' && replication.sqlThread === 'on'
}

/** A set that cannot be read counts as empty where less can only mean more caution. */
export function readGtidSet(text: string): GtidSet {
  try {
    return parseGtidSet(text)
  } catch {
    return new Map()
  }
}

/** Transactions that the instance still needs and the primary has thrown away: replication cannot give it those any more. */
export function countPurgedGap(context: AnalysisContext, instance: InstanceView): number {
  const source = context.trustedPrimary
  const { facts } = instance
  if (!source?.facts || !facts) return 0
  const purged = readGtidSet(source.facts.gtidPurged)
  if (containsGtidSet(instance.executed, purged)) return 0
  const received = followsPrimary(context, instance) ? readGtidSet(facts.replication?.retrievedGtidSet ?? '') : new Map()
  return countGtids(subtractGtidSets(purged, unionGtidSets(instance.executed, received)))
}

/** @returns transactions of the primary, as last known, that the instance has not applied; null when it cannot be told */
export function countBehind(context: AnalysisContext, instance: InstanceView): number | null {
  if (!instance.facts || context.memory.primary === null || instance.name === context.memory.primary) return null
  return countGtids(subtractGtidSets(readGtidSet(context.memory.primaryGtidExecuted), instance.executed))
}
