import { z } from 'zod'
import type { Actor } from '@/server/contracts/access'
import type { ClusterSummary, ListClustersQuery, Page } from '@/server/contracts/cluster'
import { db } from '@/server/database/client'
import { requirePermission } from './require-permission'
import { LEVEL_BEFORE_FIRST_LOOK, SUMMARY_COLUMNS, SUMMARY_INSTANCES, viewSummary } from './summary-row'

const TABLES = `"Cluster" c JOIN "KubernetesCluster" k ON k."id" = c."kubernetesClusterId" LEFT JOIN "ClusterStatus" s ON s."clusterId" = c."id"`
const LEVEL = `coalesce(s."healthLevel", '${LEVEL_BEFORE_FIRST_LOOK}')`

/** Pads each number of a column as sort-name.ts does, for columns that have no stored sort key. */
const natural = (column: string) =>
  `(SELECT string_agg(CASE WHEN part[1] ~ '^[0-9]' THEN lpad(part[1], 12, '0') ELSE part[1] END, '' ORDER BY position) FROM regexp_matches(lower(${column}), '[0-9]+|[^0-9]+', 'g') WITH ORDINALITY AS parts(part, position)) COLLATE "C"`

const SORTS: Record<ListClustersQuery['sort'], string> = {
  // rank of `working` for clusters that were not looked at yet
  health: 'coalesce(s."healthRank", 2)',
  name: 'c."sortName" COLLATE "C"',
  namespace: natural('c."namespace"'),
  topology: `c."spec"->>'topology' COLLATE "C"`,
  primary: natural('s."primaryInstance"'),
  instances: `(c."spec"->>'instances')::int`,
  lag: 's."worstLagSeconds"',
  size: 's."usedBytes"',
  version: `string_to_array(c."spec"->>'version', '.')::int[]`,
  // the younger, the smaller the age
  age: `- extract(epoch from c."createdAt")`,
}

const pageRowSchema = z.looseObject({ total: z.bigint() })

/**
 * One page of the living clusters, worst first unless sorted otherwise; equal ones by name.
 * @throws AppError auth.forbidden
 */
export async function listClusters(actor: Actor, query: ListClustersQuery): Promise<Page<ClusterSummary>> {
  requirePermission(actor, 'clusters.read')
  const filter = buildFilter(query)
  const direction = query.order === 'desc' ? 'DESC' : 'ASC'
  const order = `${SORTS[query.sort]} ${direction} NULLS LAST, c."sortName" COLLATE "C", c."namespace", c."id"`
  const limit = filter.values.length + 1
  // The page is chosen before the members of status documents are read, which are needed for its rows only.
  const rows = await db().$queryRawUnsafe<unknown[]>(
    `WITH page AS (
       SELECT c."id", count(*) OVER () AS "total", row_number() OVER (ORDER BY ${order}) AS "position" FROM ${TABLES} WHERE ${filter.sql}
       ORDER BY "position" LIMIT $${limit} OFFSET $${limit + 1})
     SELECT ${SUMMARY_COLUMNS}, page."total" FROM page JOIN ${TABLES.replace('"Cluster" c', '"Cluster" c ON c."id" = page."id"')} ${SUMMARY_INSTANCES} ORDER BY page."position"`,
    ...filter.values, query.pageSize, (query.page - 1) * query.pageSize,
  )
  return { items: rows.map(viewSummary), page: query.page, pageSize: query.pageSize, total: await totalOf(rows, query, filter) }
}

interface Filter { sql: string; values: unknown[] }

function buildFilter(query: ListClustersQuery): Filter {
  const values: unknown[] = []
  const parts = ['c."deletedAt" IS NULL']
  const add = (value: unknown, sql: (parameter: string) => string) => {
    values.push(value)
    parts.push(sql(`$${values.length}`))
  }
  const search = query.search?.trim() ?? ''
  if (search !== '') add(`%${search.replace(/[\\%_]/g, '\\$&')}%`, (p) => `(c."name" ILIKE ${p} OR c."namespace" ILIKE ${p} OR s."primaryInstance" ILIKE ${p})`)
  if (query.level !== undefined) add([query.level].flat(), (p) => `${LEVEL} = ANY(${p}::text[])`)
  if (query.namespace !== undefined) add(query.namespace, (p) => `c."namespace" = ${p}`)
  if (query.kubernetesClusterId !== undefined) add(query.kubernetesClusterId, (p) => `c."kubernetesClusterId" = ${p}`)
  if (query.topology !== undefined) add(query.topology, (p) => `c."spec"->>'topology' = ${p}`)
  if (query.management !== undefined) add(query.management, (p) => `c."spec"->>'management' = ${p}`)
  return { sql: parts.join(' AND '), values }
}

/** The rows carry the total; a page beyond the last has no rows, so it is counted. */
async function totalOf(rows: readonly unknown[], query: ListClustersQuery, filter: Filter): Promise<number> {
  if (rows.length > 0) return Number(pageRowSchema.parse(rows[0]).total)
  if (query.page === 1) return 0
  const counted = await db().$queryRawUnsafe<unknown[]>(`SELECT count(*) AS "total" FROM ${TABLES} WHERE ${filter.sql}`, ...filter.values)
  return Number(pageRowSchema.parse(counted[0]).total)
}
