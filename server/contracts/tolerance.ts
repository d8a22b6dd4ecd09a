import type { SemiSyncPolicy } from './availability'

// Without zod: forms explain it with each key.

/** How many replicas acknowledge each commit; at least one, and never more than there are. */
export function acknowledgementsOf(spec: { instances: number; semiSync: Pick<SemiSyncPolicy, 'acknowledgements'> }): number {
  const most = Math.max(1, spec.instances - 1)
  return Math.min(most, spec.semiSync.acknowledgements ?? Math.max(1, Math.floor(spec.instances / 2)))
}

export interface Tolerance {
  /** instances that may be lost at once, the primary among them, without losing an acknowledged write: a failover follows by itself */
  failover: number
  /** replicas that may be away while commits still return */
  writes: number
}

/**
 * With N instances and W acknowledgements, any N − W reachable replicas include one that has every acknowledged transaction,
 * so that W instances, the primary among them, may be lost; commits return while W of the N − 1 replicas are there.
 */
export function toleranceOf(instances: number, acknowledgements: number): Tolerance {
  return { failover: acknowledgements, writes: Math.max(0, instances - 1 - acknowledgements) }
}

/** The tolerance in words, for the form and the cluster's page. */
export function explainTolerance(instances: number, acknowledgements: number): string {
  const { failover, writes } = toleranceOf(instances, acknowledgements)
  const copies = acknowledgements + 1
  const held = `A commit returns when ${copies} of ${instances} instances have it.`
  const lost = failover === 1 ? 'If the primary is lost, nothing that a client saw committed is lost, and another instance takes over.' : `If up to ${failover} instances are lost at once, the primary among them, nothing that a client saw committed is lost, and another instance takes over.`
  const away = writes === 0 ? 'If any replica is away, commits wait.' : `Commits go on while up to ${writes} ${writes === 1 ? 'replica is' : 'replicas are'} away.`
  return `${held} ${lost} ${away}`
}
