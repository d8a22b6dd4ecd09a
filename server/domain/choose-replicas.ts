import { objectNames } from './kubernetes-port'
import type { ClusterDefinition, OperatorMemory } from './memory'

export interface ReplicaChoice {
  replicas: number
  /** why it is not what the definition asks for; null when it is */
  refusedBecause: string | null
}

/**
 * How many instances the StatefulSet is to have now. Kubernetes removes the highest ordinals first, so that a primary with a
 * high ordinal keeps every instance below it alive.
 */
export function chooseReplicas(definition: ClusterDefinition, memory: OperatorMemory): ReplicaChoice {
  const wanted = definition.spec.instances
  const primaryOrdinal = definition.spec.management === 'operator' && memory.primary !== null ? ordinalOf(definition.name, memory.primary) : null
  if (primaryOrdinal === null || primaryOrdinal < wanted || definition.deletion !== null) return { replicas: wanted, refusedBecause: null }
  return {
    replicas: primaryOrdinal + 1,
    refusedBecause: `${memory.primary ?? ''} is the primary, and Kubernetes removes the highest ordinals first: with ${wanted} it would go. Make an instance with an ordinal below ${wanted} the primary first`,
  }
}

/** @returns the ordinal of an instance of the cluster `name`; null when it is none */
export function ordinalOf(name: string, instance: string): number | null {
  if (!instance.startsWith(`${name}-`)) return null
  const digits = instance.slice(name.length + 1)
  return /^(0|[1-9]\d{0,8})$/.test(digits) && objectNames(name).instance(Number(digits)) === instance ? Number(digits) : null
}
