import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { KubeConfig } from '@kubernetes/client-node'
import { AppError } from '@/server/contracts/errors'
import { readPastedKubeconfig } from './read-pasted-kubeconfig'
import { requireComplete } from './require-complete-kubeconfig'

/** Where the credentials of a registered Kubernetes cluster come from. */
export type CredentialsSource =
  /** KUBECONFIG, or ~/.kube/config; the process's own, so plug-ins may run. `path` overrides KUBECONFIG. */
  | { source: 'environment'; context?: string | null; path?: string }
  /** the service account of the pod that Podkeeper runs in */
  | { source: 'in-cluster' }
  /** pasted or uploaded in the console */
  | { source: 'kubeconfig'; kubeconfig: string; context: string | null }

/** Credentials that were read and found complete. */
export interface KubernetesCredentials {
  source: CredentialsSource['source']
  kubeConfig: KubeConfig
}

const TOKEN_FILE = '/var/run/secrets/kubernetes.io/serviceaccount/token'

/** true when this process runs in a pod that has a service account token */
export function runsInCluster(): boolean {
  return Boolean(process.env['KUBERNETES_SERVICE_HOST']) && existsSync(TOKEN_FILE)
}

/**
 * Reads credentials. Nothing is sent to the API server.
 * @throws AppError kubernetes.kubeconfig-invalid with what is wrong and how to put it right
 */
export function loadCredentials(credentials: CredentialsSource): KubernetesCredentials {
  return { source: credentials.source, kubeConfig: loadKubeConfig(credentials) }
}

/** Name of the context that KUBECONFIG, or ~/.kube/config, chooses; null when it chooses none or cannot be read. */
export function readCurrentContext(): string | null {
  try {
    return loadFromEnvironment(undefined, null).getCurrentContext() || null
  } catch (error) {
    if (error instanceof AppError) return null
    throw error
  }
}

function loadKubeConfig(credentials: CredentialsSource): KubeConfig {
  switch (credentials.source) {
    case 'environment':
      return loadFromEnvironment(credentials.path, credentials.context ?? null)
    case 'in-cluster':
      return loadInCluster()
    case 'kubeconfig':
      return readPastedKubeconfig(credentials.kubeconfig, credentials.context)
  }
}

function loadFromEnvironment(path: string | undefined, context: string | null): KubeConfig {
  const kubeConfig = new KubeConfig()
  const named = path ?? process.env['KUBECONFIG']
  if (!named && !runsInCluster() && !existsSync(join(homedir(), '.kube', 'config')))
    throw new AppError('kubernetes.kubeconfig-invalid', 'There is no kubeconfig: KUBECONFIG is not set and ~/.kube/config does not exist.', { action: 'Set KUBECONFIG to the path of a kubeconfig, then start Podkeeper again.' })
  try {
    if (path !== undefined) kubeConfig.loadFromFile(path)
    else kubeConfig.loadFromDefault()
  } catch (cause) {
    throw new AppError('kubernetes.kubeconfig-invalid', `The kubeconfig${named ? ` that KUBECONFIG names` : ''} cannot be read: ${firstLine(cause)}`, {
      action: 'Check it with `kubectl config view`, then start Podkeeper again.',
      cause,
    })
  }
  if (context !== null) kubeConfig.setCurrentContext(context)
  requireComplete(kubeConfig)
  return kubeConfig
}

function loadInCluster(): KubeConfig {
  if (!runsInCluster())
    throw new AppError('kubernetes.kubeconfig-invalid', 'Podkeeper does not run in a pod with a service account token, so there are no in-cluster credentials.', {
      action: 'Set automountServiceAccountToken: true in the Deployment (deploy/), or set KUBECONFIG.',
    })
  const kubeConfig = new KubeConfig()
  kubeConfig.loadFromCluster()
  return kubeConfig
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? ''
}
