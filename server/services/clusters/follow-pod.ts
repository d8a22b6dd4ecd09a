import { z } from 'zod'
import type { Clock } from '@/server/domain/clock'
import { LABELS, type ClusterReference, type KubernetesManifest, type KubernetesPort } from '@/server/domain/kubernetes-port'

const containerSchema = z.object({ name: z.string(), restartCount: z.number().default(0), state: z.object({ waiting: z.unknown().optional(), running: z.unknown().optional() }).optional() })
const podSchema = z.object({
  metadata: z.object({ uid: z.string().default(''), labels: z.record(z.string(), z.string()).default({}) }),
  spec: z.object({ containers: z.array(z.object({ name: z.string() })).default([]), initContainers: z.array(z.object({ name: z.string() })).default([]) }).optional(),
  status: z.object({ containerStatuses: z.array(containerSchema).default([]), initContainerStatuses: z.array(containerSchema).default([]) }).optional(),
})

/** One run of a container: another uid is another pod, another count of restarts another run. */
export interface ContainerRun {
  podUid: string
  restarts: number
  /** false while it waits for its image or for init containers */
  started: boolean
  running: boolean
}

export function isSameRun(one: ContainerRun, other: ContainerRun): boolean {
  return one.podUid === other.podUid && one.restarts === other.restarts
}

/** @returns null when there is no such pod of this cluster, or it has no such container */
export async function findRun(port: KubernetesPort, owner: ClusterReference, pod: string, container: string): Promise<ContainerRun | null> {
  const found = await port.get({ apiVersion: 'v1', kind: 'Pod', namespace: owner.namespace, name: pod })
  return found === null ? null : readRun(found, owner, container)
}

function readRun(manifest: KubernetesManifest, owner: ClusterReference, container: string): ContainerRun | null {
  const { metadata, spec, status } = podSchema.parse(manifest)
  if (metadata.labels[LABELS.clusterId] !== owner.clusterId) return null
  const declared = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])]
  if (!declared.some((candidate) => candidate.name === container)) return null
  const state = [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])].find((candidate) => candidate.name === container)
  // Nothing told of the container: trying to read its log tells.
  if (state === undefined) return { podUid: metadata.uid, restarts: 0, started: true, running: true }
  // a container that crashed waits too, but has a run to show
  const started = isAbsent(state.state?.waiting) || state.restartCount > 0
  return { podUid: metadata.uid, restarts: state.restartCount, started, running: !isAbsent(state.state?.running) }
}

const isAbsent = (value: unknown) => value === undefined || value === null

/** Resolves after `ms` or when the signal aborts. */
export function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const done = () => {
      cancel()
      signal.removeEventListener('abort', done)
      resolve()
    }
    const cancel = clock.after(ms, done)
    signal.addEventListener('abort', done)
  })
}
