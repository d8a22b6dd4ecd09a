import { z } from 'zod'
import type { ClusterConflict } from '@/server/contracts/cluster-queries'
import { clusterSpecSchema, type ClusterSpec } from '@/server/contracts/cluster-spec'
import { AppError } from '@/server/contracts/errors'
import type { Transaction } from '@/server/database/client'
import { joinWords } from '@/server/domain/format-words'
import { compareSpecs, valueAt } from './compare-specs'
import type { LivingCluster } from './load-cluster'
import { toEtag } from './get-cluster'

/** Versions of a definition as the audit log keeps them; members with secret names are redacted there. */
const versionSchema = z.object({ generation: z.number().int(), spec: z.record(z.string(), z.unknown()) })

/**
 * The error for somebody who edits a definition that others changed meanwhile; `current` is a ClusterConflict.
 * @param editedGeneration the generation that the edit started from
 * @param wanted null when the request does not carry a whole definition
 */
export async function changedMeanwhile(tx: Transaction, cluster: LivingCluster, editedGeneration: number, wanted: ClusterSpec | null): Promise<AppError> {
  const changes = await findChanges(tx, cluster, editedGeneration, wanted)
  const current: ClusterConflict = { etag: toEtag(cluster.generation), generation: cluster.generation, spec: cluster.spec, changes }
  const who = joinWords([...new Set(changes.map((change) => change.changedBy))])
  const what = joinWords(changes.slice(0, 5).map((change) => change.path.replace(/^spec\./, '')))
  const detail = changes.length === 0
    ? `${cluster.name} is at generation ${cluster.generation}, and your change starts from ${editedGeneration}.`
    : `While you edited generation ${editedGeneration} of ${cluster.name}, ${who} changed ${what}${changes.length > 5 ? ` and ${changes.length - 5} more` : ''}.`
  return new AppError('cluster.changed-meanwhile', detail, { action: 'Look at the differences, then apply your change to the present definition.', current })
}

async function findChanges(tx: Transaction, cluster: LivingCluster, editedGeneration: number, wanted: ClusterSpec | null): Promise<ClusterConflict['changes']> {
  const entries = await tx.auditEntry.findMany({
    where: { targetKind: 'cluster', targetId: cluster.id, action: { in: ['cluster.update', 'cluster.scale'] } },
    orderBy: { id: 'desc' },
    take: 50,
  })
  const changes = new Map<string, ClusterConflict['changes'][number]>()
  for (const entry of entries.reverse()) {
    const before = versionSchema.safeParse(entry.before)
    const after = versionSchema.safeParse(entry.after)
    if (!before.success || !after.success || after.data.generation <= editedGeneration) continue
    const [old, now] = [clusterSpecSchema.safeParse(before.data.spec), clusterSpecSchema.safeParse(after.data.spec)]
    if (!old.success || !now.success) continue
    for (const { path, before: value } of compareSpecs(old.data, now.data)) {
      changes.set(path, {
        ...{ path, before: changes.get(path)?.before ?? value, now: valueAt(cluster.spec, path), yours: wanted === null ? null : valueAt(wanted, path) },
        ...{ changedBy: entry.actorName, changedAt: entry.at.toISOString() },
      })
    }
  }
  // what was changed and changed back is no conflict
  return [...changes.values()].filter((change) => JSON.stringify(change.before) !== JSON.stringify(change.now))
}
