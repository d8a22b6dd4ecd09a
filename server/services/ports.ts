import { AppError } from '@/server/contracts/errors'
import type { Clock } from '@/server/domain/clock'
import type { KubernetesPort, ManifestBuilder } from '@/server/domain/kubernetes-port'
import type { SandboxControl } from '@/server/domain/sandbox-port'

/** What services need of the outside beside Postgres; handed in once at boot (server/boot.ts). */
export interface ServicePorts {
  clock: Clock
  manifests: ManifestBuilder
  /** requests that a person opens: dry runs, logs. @throws AppError kubernetes.* when it cannot be opened */
  kubernetes(kubernetesClusterId: string): Promise<KubernetesPort>
  /** reads a pasted kubeconfig and asks the API server its version. @throws AppError kubernetes.* with what is wrong */
  checkKubeconfig(kubeconfig: string, context: string | null): Promise<{ context: string; server: string; version: string }>
  /** null when no sandbox runs in this process */
  sandbox: SandboxControl | null
}

// Next bundles routes and instrumentation apart, so a module variable would exist twice.
const shared = globalThis as { podkeeperServicePorts?: ServicePorts }

export function setServicePorts(ports: ServicePorts): void {
  shared.podkeeperServicePorts = ports
}

/** @throws AppError starting when boot has not finished */
export function servicePorts(): ServicePorts {
  if (!shared.podkeeperServicePorts) throw new AppError('starting', 'Podkeeper has not finished starting: its database or its Kubernetes connection is being opened.', { action: 'Try again in some seconds.', retryAfterSeconds: 2 })
  return shared.podkeeperServicePorts
}
