import type { Problem } from '@/server/contracts/errors'

export interface Gone { name: string; namespace: string; deletedAt: string; deletedBy: string | null; volumesKept: boolean }

/** What the server says of a deleted cluster beside the sentence; null for other problems. */
export function readGone(problem: Problem): Gone | null {
  const { current } = problem
  if (problem.code !== 'cluster.gone' || typeof current !== 'object' || current === null) return null
  const { name, namespace, deletedAt, deletedBy, volumesKept } = current as Record<string, unknown>
  if (typeof name !== 'string' || typeof namespace !== 'string' || typeof deletedAt !== 'string' || typeof volumesKept !== 'boolean') return null
  return { name, namespace, deletedAt, deletedBy: typeof deletedBy === 'string' ? deletedBy : null, volumesKept }
}
