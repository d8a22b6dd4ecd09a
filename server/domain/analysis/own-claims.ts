import type { ObservedClaim } from '../observation'
import type { AnalysisContext } from './context'

/** Claims of an earlier cluster are this one's only where it was told to use them. */
export function isOurClaim(context: AnalysisContext, claim: ObservedClaim): boolean {
  return claim.clusterId === context.definition.id || (context.definition.useKeptVolumes && claim.clusterId !== null && claim.clusterId === context.memory.dataClusterId)
}
