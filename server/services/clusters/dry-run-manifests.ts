import type { Preview } from '@/server/contracts/cluster'
import { AppError, type ErrorCode } from '@/server/contracts/errors'
import type { ClusterReference, KubernetesManifest, KubernetesPort } from '@/server/domain/kubernetes-port'
import { servicePorts } from '../ports'

export interface DryRunResult extends Pick<Preview, 'checkedByKubernetes' | 'problems'> {
  /** what could not be checked, and why: no obstacle */
  unchecked: string[]
}

/**
 * Asks Kubernetes what it would say to these objects; nothing is changed. What it refuses is told beside the field of the
 * form that it comes from. Kubernetes that does not answer is a problem of the preview, not an error.
 */
export async function dryRunManifests(kubernetesClusterId: string, owner: ClusterReference, manifests: readonly KubernetesManifest[]): Promise<DryRunResult> {
  if (manifests.length === 0) return { checkedByKubernetes: true, problems: [], unchecked: [] }
  let port: KubernetesPort
  try {
    port = await servicePorts().kubernetes(kubernetesClusterId)
  } catch (error) {
    return { checkedByKubernetes: false, problems: [problemOf(error, null)], unchecked: [] }
  }
  const errors = await Promise.all(manifests.map((manifest) => dryRun(port, owner, manifest)))
  const problems = errors.filter((error) => error !== null)
  const unanswered = problems.some(({ error }) => error instanceof AppError && NOT_ASKED.has(error.code))
  return { checkedByKubernetes: !unanswered, problems: distinct(problems.map(({ error, manifest }) => problemOf(error, manifest))), unchecked: [] }
}

const NOT_ASKED: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['kubernetes.unreachable', 'kubernetes.unauthorized'])

async function dryRun(port: KubernetesPort, owner: ClusterReference, manifest: KubernetesManifest): Promise<{ error: unknown; manifest: KubernetesManifest } | null> {
  try {
    await port.apply(manifest, owner, { dryRun: true })
    return null
  } catch (error) {
    return { error, manifest }
  }
}

/** @throws whatever is not an AppError: a defect */
function problemOf(error: unknown, manifest: KubernetesManifest | null): Preview['problems'][number] {
  if (!(error instanceof AppError)) throw error
  const action = error.options.action === undefined ? '' : ` ${error.options.action}`
  return { path: error.options.fields?.[0]?.path ?? fieldOf(error.code, error.message, manifest), message: `${error.message}${action}` }
}

/** The field of the form that a refusal of Kubernetes comes from; null: the whole. */
function fieldOf(code: ErrorCode, message: string, manifest: KubernetesManifest | null): string | null {
  switch (code) {
    case 'kubernetes.namespace-missing':
      return 'namespace'
    case 'kubernetes.storage-class-missing':
      return 'spec.storage.className'
    case 'kubernetes.object-not-ours':
      return 'name'
    case 'kubernetes.quota-exceeded':
      return quotaField(message)
    case 'kubernetes.rejected':
      if (manifest?.kind !== 'StatefulSet') return null
      if (/image/i.test(message)) return 'spec.image'
      return /storage/i.test(message) ? 'spec.storage.sizeBytes' : null
    default:
      return null
  }
}

/** The field that a quota's message is about. */
export function quotaField(message: string): string {
  if (/memory/i.test(message)) return 'spec.resources.memoryBytes'
  if (/cpu/i.test(message)) return 'spec.resources.cpuRequestMillicores'
  return /storage|persistentvolumeclaims/i.test(message) ? 'spec.storage.sizeBytes' : 'spec.instances'
}

/** A missing namespace is told by each object; once is enough. */
function distinct(problems: Preview['problems']): Preview['problems'] {
  const seen = new Map(problems.map((problem) => [problem.path === 'namespace' ? 'namespace' : `${problem.path ?? ''} ${problem.message}`, problem]))
  return [...seen.values()]
}
