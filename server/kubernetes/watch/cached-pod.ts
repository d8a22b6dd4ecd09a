import { z } from 'zod'
import type { ObservedContainer, ObservedPod } from '@/server/domain/observation'
import { parseBytes, parseMillicores } from '../parse-quantity'
import { identify, ordinalOf, parseTime } from './cached-objects'
import type { StoredObject } from './object-store'

/** What other caches and the kubelets add is left out. */
export interface CachedPod extends StoredObject {
  pod: Omit<ObservedPod, 'ours' | 'nodeReady' | 'zone' | 'initProgress' | 'resources'> & { resources: Pick<ObservedPod['resources'], 'cpuRequestMillicores' | 'memoryBytes'> }
}

const quantities = z.record(z.string(), z.union([z.string(), z.number()])).optional()
const containerSchema = z.object({ name: z.string(), resources: z.object({ requests: quantities, limits: quantities }).optional() })
const endedSchema = z.object({ reason: z.string().optional(), message: z.string().optional(), exitCode: z.number().default(0), finishedAt: z.string().nullish() })
const stateSchema = z.object({
  waiting: z.object({ reason: z.string().optional(), message: z.string().optional() }).optional(),
  running: z.object({ startedAt: z.string().nullish() }).optional(),
  terminated: endedSchema.optional(),
})
const statusSchema = z.object({ name: z.string(), ready: z.boolean().default(false), restartCount: z.number().default(0), state: stateSchema.optional(), lastState: stateSchema.optional() })
type ContainerStatus = z.infer<typeof statusSchema>

/** Strips what is not listed: managed fields, volumes, environment, probes. That is nine tenths of a pod. */
const podSchema = z.object({
  metadata: z.object({
    name: z.string(),
    namespace: z.string().default(''),
    uid: z.string(),
    resourceVersion: z.string().default(''),
    labels: z.record(z.string(), z.string()).default({}),
    creationTimestamp: z.string().nullish(),
    deletionTimestamp: z.string().nullish(),
  }),
  spec: z.object({ nodeName: z.string().optional(), containers: z.array(containerSchema), initContainers: z.array(containerSchema).default([]) }),
  status: z
    .object({
      phase: z.enum(['Pending', 'Running', 'Succeeded', 'Failed', 'Unknown']).default('Unknown'),
      podIP: z.string().optional(),
      startTime: z.string().nullish(),
      conditions: z.array(z.object({ type: z.string(), status: z.string(), message: z.string().nullish() })).default([]),
      initContainerStatuses: z.array(statusSchema).default([]),
      containerStatuses: z.array(statusSchema).default([]),
    })
    .optional(),
})
type Pod = z.infer<typeof podSchema>

export function cachePod(value: unknown): CachedPod {
  const { metadata, spec, status } = podSchema.parse(value)
  const condition = (type: string) => status?.conditions.find((candidate) => candidate.type === type)
  const scheduled = condition('PodScheduled')
  return {
    ...identify(metadata),
    pod: {
      name: metadata.name,
      uid: metadata.uid,
      ordinal: ordinalOf(metadata.name),
      phase: status?.phase ?? 'Pending',
      ready: condition('Ready')?.status === 'True',
      deleting: Boolean(metadata.deletionTimestamp),
      address: status?.podIP || null,
      node: spec.nodeName ?? null,
      revision: metadata.labels['controller-revision-hash'] ?? null,
      labels: metadata.labels,
      createdAt: parseTime(metadata.creationTimestamp) ?? 0,
      startedAt: parseTime(status?.startTime),
      unschedulableBecause: scheduled?.status === 'False' ? (scheduled.message ?? 'no reason given') : null,
      containers: readContainers(spec, status),
      resources: sumResources(spec),
    },
  }
}

function readContainers(spec: Pod['spec'], status: Pod['status']): ObservedContainer[] {
  const read = (kind: ObservedContainer['kind'], containers: { name: string }[], statuses: ContainerStatus[]) =>
    containers.map(({ name }) => readContainer(kind, name, statuses.find((candidate) => candidate.name === name)))
  return [...read('init', spec.initContainers, status?.initContainerStatuses ?? []), ...read('main', spec.containers, status?.containerStatuses ?? [])]
}

function readContainer(kind: ObservedContainer['kind'], name: string, status: ContainerStatus | undefined): ObservedContainer {
  const { waiting, running, terminated } = status?.state ?? {}
  const last = status?.lastState?.terminated
  return {
    name,
    kind,
    state: running ? 'running' : terminated ? 'terminated' : 'waiting',
    reason: running ? null : (terminated?.reason ?? waiting?.reason ?? null),
    message: running ? null : (terminated?.message ?? waiting?.message ?? null),
    exitCode: terminated?.exitCode ?? null,
    ready: status?.ready ?? false,
    restarts: status?.restartCount ?? 0,
    startedAt: parseTime(running?.startedAt),
    lastTermination: last ? { reason: last.reason ?? 'Unknown', exitCode: last.exitCode, finishedAt: parseTime(last.finishedAt) } : null,
  }
}

/** CPU as requested, memory as limited (or requested where there is no limit), of the main containers together. */
function sumResources(spec: Pod['spec']): CachedPod['pod']['resources'] {
  let cpuRequestMillicores = 0
  let memoryBytes = 0
  for (const { resources } of spec.containers) {
    cpuRequestMillicores += parseMillicores(resources?.requests?.['cpu']) ?? 0
    memoryBytes += parseBytes(resources?.limits?.['memory'] ?? resources?.requests?.['memory']) ?? 0
  }
  return { cpuRequestMillicores, memoryBytes }
}
