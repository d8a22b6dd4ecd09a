import { z } from 'zod'
import type { ClusterSpec } from '@/server/contracts/cluster-spec'
import { AppError } from '@/server/contracts/errors'
import type { ClusterReference, KubernetesManifest } from '@/server/domain/kubernetes-port'
import { requestGrowth, toQuantity } from '@/server/domain/request-growth'
import { servicePorts } from '../ports'
import type { KnownVolume } from './check-growth'
import { quotaField, type DryRunResult } from './dry-run-manifests'

const containerSchema = z.looseObject({ name: z.string() })
const statefulSetSchema = z.object({ spec: z.object({ template: z.object({ metadata: z.looseObject({ labels: z.record(z.string(), z.string()).optional() }).optional(), spec: z.looseObject({ containers: z.array(containerSchema) }) }) }) })

export interface Additions {
  spec: ClusterSpec
  /** instances that are to come */
  added: number
  /** their volumes are to be made */
  newVolumes: boolean
  /** volumes that are to get the size of `spec` */
  grown: readonly KnownVolume[]
}

/** One object that is checked by a dry run for what it stands for. */
interface Probe {
  manifest: KubernetesManifest
  /** what it tells, for when it may not be asked */
  about: string
  /** it is the very change, so that any refusal counts; else only a quota's */
  isReal: boolean
}

/**
 * A StatefulSet passes every quota, only its pods and claims do not; so one pod and one claim with the sum of all that are to
 * come are checked.
 */
export function probeInstances(owner: ClusterReference, objects: readonly KubernetesManifest[], additions: Additions): Probe[] {
  if (additions.added <= 0) return []
  const statefulSet = objects.find((object) => object.kind === 'StatefulSet')
  return [
    ...(statefulSet ? [{ manifest: podOf(statefulSet, owner, additions), about: 'room for the new instances', isReal: false }] : []),
    ...(additions.newVolumes ? [{ manifest: claimOf(owner, additions), about: 'room for the new volumes', isReal: false }] : []),
  ]
}

/** One claim that would take in what all of them are to grow by: tells both whether its class can and whether a quota leaves room. */
export function probeGrowth({ spec, grown }: Additions): Probe[] {
  const [first] = grown
  const moreBytes = grown.reduce((sum, { requestedBytes }) => sum + Math.max(0, spec.storage.sizeBytes - requestedBytes), 0)
  return first && moreBytes > 0 ? [{ manifest: requestGrowth(first.claim, first.requestedBytes + moreBytes), about: 'room for larger volumes', isReal: true }] : []
}

/**
 * Asks Kubernetes. A dry run needs the permission for the real thing, which Podkeeper's operator partly does without: where it
 * is missing that is told, and the operator tells the refusal once there is one.
 */
export async function runProbes(kubernetesClusterId: string, owner: ClusterReference, probes: readonly Probe[]): Promise<Pick<DryRunResult, 'problems' | 'unchecked'>> {
  const answers = await Promise.all(probes.map(async (probe) => ({ probe, error: await refusal(kubernetesClusterId, owner, probe.manifest) })))
  const result: Pick<DryRunResult, 'problems' | 'unchecked'> = { problems: [], unchecked: [] }
  for (const { probe, error } of answers) {
    if (error === null) continue
    const message = `${error.message} ${error.options.action ?? ''}`.trim()
    if (error.code === 'kubernetes.quota-exceeded') result.problems.push({ path: quotaField(message), message })
    else if (error.code === 'kubernetes.rejected' && probe.isReal) result.problems.push({ path: 'spec.storage.sizeBytes', message })
    else if (error.code === 'kubernetes.forbidden') result.unchecked.push(`Whether a quota of namespace ${owner.namespace} leaves ${probe.about} was not checked: ${error.message}`)
  }
  return result
}

async function refusal(kubernetesClusterId: string, owner: ClusterReference, probe: KubernetesManifest): Promise<AppError | null> {
  try {
    await (await servicePorts().kubernetes(kubernetesClusterId)).apply(probe, owner, { dryRun: true })
    return null
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
}

/** The real template, so that policies for pods let it through. */
function podOf(statefulSet: KubernetesManifest, owner: ClusterReference, { spec, added }: Pick<Additions, 'spec' | 'added'>): KubernetesManifest {
  const { template } = statefulSetSchema.parse(statefulSet).spec
  const { cpuRequestMillicores, cpuLimitMillicores, memoryBytes } = spec.resources
  const memory = toQuantity(added * memoryBytes)
  const resources = {
    requests: { cpu: `${added * cpuRequestMillicores}m`, memory },
    limits: { memory, ...(cpuLimitMillicores === null ? {} : { cpu: `${added * cpuLimitMillicores}m` }) },
  }
  const containers = template.spec.containers.map((container) => (container.name === 'mysql' ? { ...container, resources } : container))
  const volumes = z.array(z.unknown()).catch([]).parse(template.spec['volumes'])
  return {
    apiVersion: 'v1', kind: 'Pod',
    metadata: { name: `${owner.name}-preview`, namespace: owner.namespace, labels: template.metadata?.labels ?? {} },
    // the StatefulSet controller adds the volume of the claim; the account of its own does not exist yet
    spec: { ...template.spec, serviceAccountName: 'default', containers, volumes: [...volumes, { name: 'data', emptyDir: {} }] },
  }
}

function claimOf(owner: ClusterReference, { spec, added }: Pick<Additions, 'spec' | 'added'>): KubernetesManifest {
  const { className, sizeBytes } = spec.storage
  return {
    apiVersion: 'v1', kind: 'PersistentVolumeClaim',
    metadata: { name: `data-${owner.name}-preview`, namespace: owner.namespace },
    spec: { accessModes: ['ReadWriteOnce'], ...(className === null ? {} : { storageClassName: className }), resources: { requests: { storage: toQuantity(added * sizeBytes) } } },
  }
}
