import type { Analysis } from '@/server/domain/decision'
import type { ClusterDefinition, OperatorMemory } from '@/server/domain/memory'
import type { ClusterObservation } from '@/server/domain/observation'

/** What one round of the analyzer goes by. */
export interface RoundInput {
  definition: ClusterDefinition
  observation: ClusterObservation
  memory: OperatorMemory
  /** ms */
  now: number
}

/** A deliberate mistake of the operator: it sees, remembers or decides something else than the real one. */
export interface Mutation {
  id: string
  /** what it does wrong */
  what: string
  /** the real analyzer is given this instead */
  see?(input: RoundInput): RoundInput
  /** and this is done and stored instead of what it decided */
  decide?(analysis: Analysis, input: RoundInput): Analysis
  /** stores its memory only after it has acted */
  storesLate?: true
}
