import type { HealthLevel } from '@/server/contracts/cluster-status'
import type { TimelineEventView } from '@/server/contracts/cluster'

export const KIND_WORDS: Record<TimelineEventView['kind'], string> = { definition: 'Definition', operator: 'Operator', kubernetes: 'Kubernetes', mysql: 'MySQL', operation: 'Operations' }
export const SEVERITY_WORDS: Record<TimelineEventView['severity'], string> = { info: 'Information', attention: 'Attention', broken: 'Broken' }
export const SEVERITY_LEVELS: Record<TimelineEventView['severity'], HealthLevel> = { info: 'off', attention: 'attention', broken: 'broken' }
