import type { ClusterSummary } from '@/server/contracts/cluster'
import { LEVELS } from '@/components/ui/state-icon'

const rank = (cluster: ClusterSummary) => LEVELS.indexOf(cluster.level)

/**
 * Whether live changes put a list that is sorted worst first out of order. Rows are not moved by themselves: somebody may be
 * about to press one.
 */
export function isOutOfOrder(clusters: readonly ClusterSummary[], order: 'asc' | 'desc'): boolean {
  const sign = order === 'asc' ? 1 : -1
  return clusters.some((cluster, index) => {
    const next = clusters[index + 1]
    return next !== undefined && sign * (rank(cluster) - rank(next)) > 0
  })
}
