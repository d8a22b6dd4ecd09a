import { parseBytes, parseMillicores, readField, readList } from './read-manifest'

export interface PodRequests {
  cpuMillicores: number
  memoryBytes: number
}

/** What the scheduler reserves for a pod: its containers together, or its largest init container. */
export function podRequests(spec: unknown): PodRequests {
  const requestsOf = (container: unknown): PodRequests => ({
    cpuMillicores: parseMillicores(readField(container, 'resources', 'requests', 'cpu') ?? readField(container, 'resources', 'limits', 'cpu')),
    memoryBytes: parseBytes(readField(container, 'resources', 'requests', 'memory') ?? readField(container, 'resources', 'limits', 'memory')),
  })
  const add = (a: PodRequests, b: PodRequests): PodRequests => ({ cpuMillicores: a.cpuMillicores + b.cpuMillicores, memoryBytes: a.memoryBytes + b.memoryBytes })
  const init = readList(spec, 'initContainers')
  const isSidecar = (container: unknown): boolean => readField(container, 'restartPolicy') === 'Always'
  const running = [...readList(spec, 'containers'), ...init.filter(isSidecar)].map(requestsOf).reduce(add, { cpuMillicores: 0, memoryBytes: 0 })
  return init
    .filter((container) => !isSidecar(container))
    .map(requestsOf)
    .reduce((most, one) => ({ cpuMillicores: Math.max(most.cpuMillicores, one.cpuMillicores), memoryBytes: Math.max(most.memoryBytes, one.memoryBytes) }), running)
}
