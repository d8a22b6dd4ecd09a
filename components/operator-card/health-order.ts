import type { HealthLevel } from '@/server/contracts/cluster-status'

/** As HEALTH_RANK of the contract, repeated so that this page does not load the schemas. */
export const HEALTH_ORDER: Record<HealthLevel, number> = { broken: 0, attention: 1, working: 2, unknown: 3, healthy: 4, off: 5 }
