import { formatBytes } from './format-bytes'
import { podRequests } from './pod-requests'
import { parseBytes, readField } from './read-manifest'
import type { SandboxQuota, World } from './world'

export interface Usage {
  cpuMillicores: number
  memoryBytes: number
  pods: number
  claims: number
  storageBytes: number
}

export const NO_USAGE: Usage = { cpuMillicores: 0, memoryBytes: 0, pods: 0, claims: 0, storageBytes: 0 }

/** @returns the API server's refusal, or null when the namespace's quota leaves room */
export function exceededQuota(world: World, namespace: string, added: Usage): string | null {
  const quota = world.namespaces.get(namespace)?.quota
  if (!quota) return null
  const used = usageOf(world, namespace)
  const over = DIMENSIONS.filter(({ field }) => added[field] > 0 && used[field] + added[field] > quota[field])
  if (over.length === 0) return null
  const told = (usage: Usage | SandboxQuota): string => over.map(({ field, name, format }) => `${name}=${format(usage[field])}`).join(',')
  return `exceeded quota: ${quota.name}, requested: ${told(added)}, used: ${told(used)}, limited: ${told(quota)}`
}

const count = (value: number): string => String(value)
const DIMENSIONS: { field: keyof Usage; name: string; format: (value: number) => string }[] = [
  { field: 'claims', name: 'persistentvolumeclaims', format: count },
  { field: 'pods', name: 'pods', format: count },
  { field: 'cpuMillicores', name: 'requests.cpu', format: (value) => (value % 1000 === 0 ? String(value / 1000) : `${value}m`) },
  { field: 'memoryBytes', name: 'requests.memory', format: formatBytes },
  { field: 'storageBytes', name: 'requests.storage', format: formatBytes },
]

function usageOf(world: World, namespace: string): Usage {
  const usage = { ...NO_USAGE }
  for (const pod of world.objects.list('Pod', namespace)) addUsage(usage, podUsage(readField(pod.manifest, 'spec')))
  for (const claim of world.objects.list('PersistentVolumeClaim', namespace)) addUsage(usage, claimUsage(readField(claim.manifest, 'spec')))
  return usage
}

export function podUsage(spec: unknown): Usage {
  return { ...NO_USAGE, ...podRequests(spec), pods: 1 }
}

export function claimUsage(spec: unknown): Usage {
  return { ...NO_USAGE, claims: 1, storageBytes: parseBytes(readField(spec, 'resources', 'requests', 'storage')) }
}

export function addUsage(sum: Usage, added: Usage, times = 1): void {
  for (const { field } of DIMENSIONS) sum[field] += added[field] * times
}
