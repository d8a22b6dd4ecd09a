import { AppError, type ErrorCode } from '@/server/contracts/errors'
import type { KubernetesInventory } from '@/server/contracts/kubernetes'
import type { KubernetesManifest, KubernetesPort, LogOptions } from '@/server/domain/kubernetes-port'

/** A Kubernetes for tests of services: answers what the test says, remembers what it was asked. */
export class FakeKubernetes implements KubernetesPort {
  applied: { manifest: KubernetesManifest; dryRun: boolean }[] = []
  refusals = new Map<string, { code: ErrorCode; detail: string }>()
  present: KubernetesInventory = emptyInventory()
  away = false
  pods = new Map<string, KubernetesManifest>()
  /** lines of each run of a container, in order; the stream ends after them */
  runs: string[][] = []
  logRequests: LogOptions[] = []

  async apply(manifest: KubernetesManifest, _owner: unknown, options?: { dryRun?: boolean }): Promise<KubernetesManifest> {
    this.answer()
    this.applied.push({ manifest, dryRun: options?.dryRun ?? false })
    const refusal = this.refusals.get(manifest.kind)
    if (refusal) throw new AppError(refusal.code, refusal.detail)
    return Promise.resolve(manifest)
  }

  async get(reference: { kind: string; name: string }): Promise<KubernetesManifest | null> {
    this.answer()
    return Promise.resolve(this.pods.get(reference.name) ?? null)
  }

  async inventory(): Promise<KubernetesInventory> {
    this.answer()
    return Promise.resolve(this.present)
  }

  async *logs(_namespace: string, _pod: string, options: LogOptions): AsyncGenerator<string> {
    this.answer()
    this.logRequests.push(options)
    yield* await Promise.resolve(this.runs.shift() ?? [])
  }

  delete = () => Promise.reject(new Error('services never delete'))
  labelPod = () => Promise.reject(new Error('services never label'))
  releaseStatefulSet = () => Promise.reject(new Error('services never release'))

  private answer(): void {
    if (this.away) throw new AppError('kubernetes.unreachable', 'The API server does not answer.', { action: 'Check the network.' })
  }
}

export function emptyInventory(): KubernetesInventory {
  return {
    version: 'v1.34.0',
    nodes: ['a', 'b', 'c'].map((zone) => ({ name: `node-${zone}`, zone, ready: true, cpuMillicores: 8000, memoryBytes: 32 * 1024 ** 3 })),
    namespaces: ['default', 'shop'].map((name) => ({ name, terminating: false })),
    storageClasses: [{ name: 'standard', isDefault: true, provisioner: 'test', expandable: true, waitsForConsumer: true, reclaimPolicy: 'Delete', snapshots: false }],
    keptClaims: [], missingPermissions: [], metricsAvailable: false,
  }
}
