import type { ClusterSpec } from '@/server/contracts/cluster-spec'

/** What the forms for creating and changing a cluster share about acknowledgements and failover; the page puts the fields in. */
export type SafetyValues = Pick<ClusterSpec, 'semiSync' | 'failover'>

export interface SafetyFieldsProps {
  topology: ClusterSpec['topology']
  instances: number
  values: SafetyValues
  onChange: (values: SafetyValues) => void
  /** by path, such as "semiSync.acknowledgements" */
  errorOf: (path: string) => string | null
  disabledReason: string | null
}
