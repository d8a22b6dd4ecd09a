import type { ClusterSummary } from '@/server/contracts/cluster'

export type Trouble = Pick<ClusterSummary, 'id' | 'name' | 'headline'> & { level: 'broken' | 'attention' }
/** Of all clusters, those that are broken or need attention. */
export type TroubledClusters = readonly Trouble[]

/** The trouble in a summary, null when there is none. */
export function troubleOf({ id, name, headline, level }: ClusterSummary): Trouble | null {
  return level === 'broken' || level === 'attention' ? { id, name, headline, level } : null
}

/** The list after a pushed summary; the same object when nothing changed, so that nothing renders. */
export function noteTrouble(troubles: TroubledClusters, summary: ClusterSummary): TroubledClusters {
  const before = troubles.find((trouble) => trouble.id === summary.id)
  const after = troubleOf(summary)
  if (before?.level === after?.level && before?.headline === after?.headline) return troubles
  const others = troubles.filter((trouble) => trouble.id !== summary.id)
  return after ? [...others, after] : others
}

/** What to say to a screen reader about the difference; null when no cluster changed between well and not well. */
export function describeTroubleChange(before: TroubledClusters, after: TroubledClusters): string | null {
  const worse = after.filter((trouble) => before.find((other) => other.id === trouble.id)?.level !== trouble.level)
  const better = before.filter((trouble) => !after.some((other) => other.id === trouble.id))
  const lines = [...worse.map((trouble) => `${trouble.name}: ${trouble.headline}`), ...better.map((trouble) => `${trouble.name} is well again`)]
  if (lines.length === 0) return null
  return lines.length > 3 ? `${lines.slice(0, 3).join('. ')}. ${lines.length - 3} more clusters changed` : lines.join('. ')
}
