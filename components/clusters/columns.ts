import type { ClusterListParams } from '@/components/lib/query-keys'

export interface Column {
  id: 'health' | 'name' | 'topology' | 'primary' | 'lag' | 'storage' | 'version' | 'age'
  label: string
  sort: NonNullable<ClusterListParams['sort']>
  /** cannot be hidden */
  fixed?: boolean
}
export type ColumnId = Column['id']

export const COLUMNS: readonly Column[] = [
  { id: 'name', label: 'Name', sort: 'name', fixed: true },
  { id: 'health', label: 'Health', sort: 'health', fixed: true },
  { id: 'topology', label: 'Instances', sort: 'instances' },
  { id: 'primary', label: 'Primary', sort: 'primary' },
  { id: 'lag', label: 'Lag', sort: 'lag' },
  { id: 'storage', label: 'Storage', sort: 'size' },
  { id: 'version', label: 'Version', sort: 'version' },
  { id: 'age', label: 'Age', sort: 'age' },
]

/** The choice is kept in a cookie, so that the server renders the right columns and nothing moves. */
export const COLUMNS_COOKIE = 'podkeeper-columns'

/** Columns that a cookie hides; anything else in it is ignored. */
export function readHiddenColumns(cookie: string | undefined): ColumnId[] {
  const named = (cookie ?? '').split('.')
  return COLUMNS.filter((column) => !column.fixed && named.includes(column.id)).map((column) => column.id)
}

export function writeHiddenColumns(hidden: readonly ColumnId[]): string {
  return `${COLUMNS_COOKIE}=${hidden.join('.')}; path=/; max-age=31536000; samesite=lax`
}
