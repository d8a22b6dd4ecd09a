import type { ClusterSpec } from '@/server/contracts/cluster-spec'
import type { FieldProblem } from '@/server/contracts/errors'

/** Why a definition may not become another; one problem a field, empty when it may. */
export function findChangeProblems(before: ClusterSpec, after: ClusterSpec): FieldProblem[] {
  return [...managementProblems(before, after), ...topologyProblems(before, after), ...storageProblems(before, after), ...versionProblems(before, after)]
}

function managementProblems(before: ClusterSpec, after: ClusterSpec): FieldProblem[] {
  if (before.management === after.management) return []
  return [{ path: 'spec.management', message: `The way of management cannot be changed yet: Kubernetes does not let the pod management policy of a StatefulSet change. It stays ${before.management}.` }]
}

function topologyProblems(before: ClusterSpec, after: ClusterSpec): FieldProblem[] {
  if (before.topology !== 'single' && after.topology === 'single' && before.instances > 1) {
    return [{ path: 'spec.topology', message: `It has ${before.instances} instances; scale it to 1 first, so that it is clear which volumes go.` }]
  }
  return []
}

/** Their size is judged by findGrowthProblems, which knows the volumes and their class. */
function storageProblems(before: ClusterSpec, after: ClusterSpec): FieldProblem[] {
  if (before.storage.className === after.storage.className) return []
  return [{ path: 'spec.storage.className', message: 'Volumes cannot move to another storage class. Create a new cluster there and copy the data.' }]
}

/** MySQL upgrades the data directory in place, and an older server does not start on a newer one's. */
function versionProblems(before: ClusterSpec, after: ClusterSpec): FieldProblem[] {
  if (compareVersions(after.version, before.version) >= 0) return []
  return [{ path: 'spec.version', message: `MySQL ${after.version} does not start on the data of ${before.version}: versions cannot go back. Create a new cluster and load a dump.` }]
}

/** 9.7 and 9.7.3 count as equal: the shorter one names the newest of its series. */
function compareVersions(one: string, other: string): number {
  const [left, right] = [one.split('.').map(Number), other.split('.').map(Number)]
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
