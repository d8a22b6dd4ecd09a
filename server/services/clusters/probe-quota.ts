import { z } from 'zod'
import type { Preview } from '@/server/contracts/cluster'
import { MIB, type ClusterSpec } from '@/server/contracts/cluster-spec'
import { AppError } from '@/server/contracts/errors'
import type { ClusterReference, KubernetesManifest } from '@/server/domain/kubernetes-port'
import { servicePorts } from '../ports'
import { quotaField } from './dry-run-manifests'

const containerSchema = z.looseObject({ name: z.string() })
const statefulSetSchema = z.object({ spec: z.object({ template: z.object({ metadata: z.looseObject({ labels: z.record(z.string(), z.string()).optional() }).optional(), spec: z.looseObject({ containers: z.array(containerSchema) }) }) }) })

/**
 * Whether a quota leaves room for more instances. A StatefulSet passes every quota, only its pods and claims do not; so one
 * pod and one claim with the sum of all are checked by a dry run. That needs the permission to create them, which Podkeeper
 * otherwise does without: where it is missing nothing is told here, and the operator tells it once pods are refused.
 * @param added instances that are to come
 */
export async function probeQuota(kubernetesClusterId: string, owner: ClusterReference, input: { spec: ClusterSpec; added: number; objects: readonly KubernetesManifest[]; newVolumes: boolean }): Promise<Preview['problems']> {
  if (input.added <= 0) return []
  const statefulSet = input.objects.find((object) => object.kind === 'StatefulSet')
  const probes = [
    ...(statefulSet ? [podOf(statefulSet, owner, input)] : []),
    ...(input.newVolumes ? [claimOf(owner, input)] : []),
  ]
  const problems = await Promise.all(probes.map((probe) => refusal(kubernetesClusterId, owner, probe)))
  return problems.flatMap((problem) => (problem === null ? [] : [{ path: quotaField(problem), message: problem }]))
}

async function refusal(kubernetesClusterId: string, owner: ClusterReference, probe: KubernetesManifest): Promise<string | null> {
  try {
    await (await servicePorts().kubernetes(kubernetesClusterId)).apply(probe, owner, { dryRun: true })
    return null
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return error.code === 'kubernetes.quota-exceeded' ? `${error.message} ${error.options.action ?? ''}`.trim() : null
  }
}

/** The real template, so that policies for pods let it through. */
function podOf(statefulSet: KubernetesManifest, owner: ClusterReference, { spec, added }: { spec: ClusterSpec; added: number }): KubernetesManifest {
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

/** In MiB where it comes out even, because people read it in messages. */
function toQuantity(bytes: number): string {
  return bytes % MIB === 0 ? `${bytes / MIB}Mi` : `${bytes}`
}

function claimOf(owner: ClusterReference, { spec, added }: { spec: ClusterSpec; added: number }): KubernetesManifest {
  const { className, sizeBytes } = spec.storage
  return {
    apiVersion: 'v1', kind: 'PersistentVolumeClaim',
    metadata: { name: `data-${owner.name}-preview`, namespace: owner.namespace },
    spec: { accessModes: ['ReadWriteOnce'], ...(className === null ? {} : { storageClassName: className }), resources: { requests: { storage: toQuantity(added * sizeBytes) } } },
  }
}
