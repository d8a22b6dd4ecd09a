import type { ClusterSpec } from '@/server/contracts/cluster-spec'
import type { FieldProblem } from '@/server/contracts/errors'
import type { Transaction } from '@/server/database/client'
import { findChangeProblems } from './check-change'
import { checkScaleIn } from './check-scale-in'
import type { LivingCluster } from './load-cluster'

/** Why a cluster may not become this; empty when it may. What its storage can is told by findGrowthProblems. */
export async function findUpdateProblems(tx: Transaction, cluster: LivingCluster, spec: ClusterSpec): Promise<FieldProblem[]> {
  const scale = await checkScaleIn(tx, cluster, spec.instances)
  return [...findChangeProblems(cluster.spec, spec), ...scale.map(({ message }) => ({ path: 'spec.instances', message }))]
}
