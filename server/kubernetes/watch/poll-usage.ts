import { z } from 'zod'
import { FIELD_MANAGER, LABELS } from '@/server/domain/kubernetes-port'
import type { ApiClient } from '../api-client'
import { ApiFailure } from '../api-failure'
import { listObjects } from '../list-objects'
import { parseBytes, parseMillicores } from '../parse-quantity'

/** CPU, memory and volumes as they are used, by "namespace/name". Missing: not known. */
export class UsageCache {
  pods = new Map<string, { cpuMillicores: number; memoryBytes: number }>()
  private readonly volumesByNode = new Map<string, Map<string, VolumeUsage>>()

  volume(namespace: string, claim: string): VolumeUsage | null {
    for (const volumes of this.volumesByNode.values()) {
      const found = volumes.get(`${namespace}/${claim}`)
      if (found) return found
    }
    return null
  }

  setNode(node: string, volumes: Map<string, VolumeUsage>): void {
    this.volumesByNode.set(node, volumes)
  }

  keepNodes(nodes: ReadonlySet<string>): void {
    for (const node of this.volumesByNode.keys()) if (!nodes.has(node)) this.volumesByNode.delete(node)
  }

  clearVolumes(): void {
    this.volumesByNode.clear()
  }
}

export interface VolumeUsage {
  usedBytes: number
  availableBytes: number
}

/** Not allowed: somebody has to grant it, ask again but seldom. */
const FORBIDDEN_RETRY_MS = 5 * 60_000
/** No metrics server is registered: it may be installed at any time. */
const ABSENT_RETRY_MS = 60_000
const NODES_AT_ONCE = 4

const quantity = z.union([z.string(), z.number()])
const podMetricsSchema = z.object({
  metadata: z.object({ name: z.string(), namespace: z.string() }),
  containers: z.array(z.object({ usage: z.object({ cpu: quantity, memory: quantity }) })),
})

/** @returns how long to wait when there are no metrics, ms. @throws AwayFailure, ApiFailure */
export async function pollMetrics(client: ApiClient, usage: UsageCache, namespaces: readonly (string | null)[], signal: AbortSignal): Promise<number | void> {
  const pods: UsageCache['pods'] = new Map()
  try {
    for (const namespace of namespaces) {
      const scope = namespace === null ? '' : `/namespaces/${encodeURIComponent(namespace)}`
      await listObjects(client, { path: `/apis/metrics.k8s.io/v1beta1${scope}/pods`, labelSelector: `${LABELS.managedBy}=${FIELD_MANAGER}`, signal }, (item) => {
        const parsed = podMetricsSchema.safeParse(item)
        if (!parsed.success) return
        const { metadata, containers } = parsed.data
        const sum = (read: (usage: { cpu: string | number; memory: string | number }) => number | null) => containers.reduce((total, container) => total + (read(container.usage) ?? 0), 0)
        pods.set(`${metadata.namespace}/${metadata.name}`, { cpuMillicores: sum(({ cpu }) => parseMillicores(cpu)), memoryBytes: sum(({ memory }) => parseBytes(memory)) })
      })
    }
    usage.pods = pods
  } catch (error) {
    usage.pods = new Map() // old figures must not pass for new ones
    if (!(error instanceof ApiFailure)) throw error
    if (error.status === 403) return FORBIDDEN_RETRY_MS
    if (error.status === 404) return ABSENT_RETRY_MS
    // Registered and not answering yet, as in a Kubernetes that has just started: the usual time.
    if (error.status !== 503) throw error
  }
}

const summarySchema = z.object({
  pods: z
    .array(
      z.object({
        volume: z.array(z.object({ usedBytes: z.number().optional(), availableBytes: z.number().optional(), pvcRef: z.object({ name: z.string(), namespace: z.string() }).optional() })).nullish(),
      }),
    )
    .nullish(),
})

/**
 * Reads the kubelets' statistics of the nodes that run our pods.
 * @param isOurs which claims are kept
 * @returns how long to wait when it is not allowed, ms
 */
export async function pollVolumes(client: ApiClient, usage: UsageCache, nodes: ReadonlySet<string>, isOurs: (namespace: string, claim: string) => boolean, signal: AbortSignal): Promise<number | void> {
  usage.keepNodes(nodes)
  const names = [...nodes]
  for (let from = 0; from < names.length; from += NODES_AT_ONCE) {
    const answers = await Promise.all(names.slice(from, from + NODES_AT_ONCE).map((node) => pollNode(client, usage, node, isOurs, signal)))
    if (!answers.includes('forbidden')) continue
    usage.clearVolumes()
    return FORBIDDEN_RETRY_MS
  }
}

async function pollNode(client: ApiClient, usage: UsageCache, node: string, isOurs: (namespace: string, claim: string) => boolean, signal: AbortSignal): Promise<'read' | 'forbidden' | 'failed'> {
  const volumes = new Map<string, VolumeUsage>()
  try {
    const summary = summarySchema.parse(await client.request({ method: 'GET', path: `/api/v1/nodes/${encodeURIComponent(node)}/proxy/stats/summary`, signal }))
    for (const { usedBytes, availableBytes, pvcRef } of (summary.pods ?? []).flatMap((pod) => pod.volume ?? []))
      if (pvcRef && usedBytes !== undefined && availableBytes !== undefined && isOurs(pvcRef.namespace, pvcRef.name)) volumes.set(`${pvcRef.namespace}/${pvcRef.name}`, { usedBytes, availableBytes })
    return 'read'
  } catch (error) {
    // One node that is away says nothing of the others.
    return error instanceof ApiFailure && error.status === 403 ? 'forbidden' : 'failed'
  } finally {
    usage.setNode(node, volumes)
  }
}
