import type { ClusterConflict } from '@/server/contracts/cluster-queries'
import type { Problem } from '@/server/contracts/errors'

/** What the server found instead of the edited definition; null when the problem carries none. Read by hand: no zod on this page. */
export function readConflict(problem: Problem): ClusterConflict | null {
  const { current } = problem
  if (problem.code !== 'cluster.changed-meanwhile' || typeof current !== 'object' || current === null) return null
  const found = current as Partial<ClusterConflict>
  return typeof found.generation === 'number' && typeof found.spec === 'object' && Array.isArray(found.changes) ? (current as ClusterConflict) : null
}
