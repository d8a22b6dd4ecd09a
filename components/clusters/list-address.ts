import { queryString } from '@/components/lib/api-client'
import type { ClusterListParams } from '@/components/lib/query-keys'

const DEFAULTS: Record<string, unknown> = { sort: 'health', order: 'asc', page: 1, pageSize: 50 }

function levelsOf(params: ClusterListParams): string[] {
  return params.level === undefined ? [] : [params.level].flat()
}

/** What differs from the defaults, for addresses and requests. */
export function listQuery(params: ClusterListParams): string {
  const set = Object.fromEntries(Object.entries(params).filter(([name, value]) => name !== 'level' && value !== DEFAULTS[name]))
  return queryString({ ...(set as Record<string, string | number>), level: levelsOf(params) })
}

/** Address of the list with something changed; filters and sorting begin again at the first page. */
export function listHref(params: ClusterListParams, change: { [Name in keyof ClusterListParams]?: ClusterListParams[Name] | undefined }): string {
  const next = { ...params, page: 1, ...change } as ClusterListParams
  return `/clusters${listQuery(next)}`
}

/** Address with a state added to the filter, or taken out of it. */
export function toggleLevelHref(params: ClusterListParams, level: string): string {
  const levels = levelsOf(params)
  const next = levels.includes(level) ? levels.filter((other) => other !== level) : [...levels, level]
  return listHref(params, { level: next.length === 0 ? undefined : (next as NonNullable<ClusterListParams['level']>) })
}

/** Address that sorts by a column; by the same again in the other order. */
export function sortHref(params: ClusterListParams, sort: NonNullable<ClusterListParams['sort']>): string {
  const same = (params.sort ?? 'health') === sort
  return listHref(params, { sort, order: same && (params.order ?? 'asc') === 'asc' ? 'desc' : 'asc' })
}

export function isLevelChosen(params: ClusterListParams, level: string): boolean {
  return levelsOf(params).includes(level)
}

export function hasFilter(params: ClusterListParams): boolean {
  return Boolean(params.search ?? params.namespace ?? params.kubernetesClusterId ?? params.topology ?? params.management) || levelsOf(params).length > 0
}
