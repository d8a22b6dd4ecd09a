import { AppError } from '@/server/contracts/errors'
import type { KubernetesConnection, KubernetesPort } from '@/server/domain/kubernetes-port'
import { ApiClient } from './api-client'
import { applyObject } from './apply-object'
import { deleteObject, getObject, labelPod, releaseStatefulSet } from './change-objects'
import { toKubernetesError } from './kubernetes-error'
import { loadCredentials as readCredentials, type CredentialsSource, type KubernetesCredentials } from './load-credentials'
import { createDialPod, type DialPod } from './open-pod-stream'
import { readInventory, readVersion } from './read-inventory'
import { streamLogs } from './stream-logs'
import { ClusterWatch, type WatchLog } from './watch/open-watch'
import { DEFAULT_TIMING, type WatchTiming } from './watch/watch-timing'

export type { CredentialsSource, DialPod, KubernetesCredentials, WatchLog }

export interface OpenKubernetesOptions {
  /** id of the registered Kubernetes cluster */
  id: string
  credentials: KubernetesCredentials
  /** restricts Podkeeper to these namespaces, for an account that has Roles there instead of a ClusterRole; null or left out: all */
  namespaces?: readonly string[] | null
  log?: WatchLog
  /** for tests */
  timing?: Partial<WatchTiming>
}

/** A connection and, beside the ports, a way to the pods' MySQL. */
export interface OpenedKubernetes extends KubernetesConnection {
  dialPod: DialPod
  /** address of the API server */
  server: string
}

/**
 * Reads credentials of any source without asking Kubernetes anything.
 * @throws AppError kubernetes.kubeconfig-invalid
 */
export function loadCredentials(source: CredentialsSource): KubernetesCredentials {
  return readCredentials(source)
}

/**
 * Opens a registered Kubernetes cluster. Nothing is sent before the first request or `watch.start()`, so an API server
 * that is away is no error here.
 * @throws AppError kubernetes.kubeconfig-invalid
 */
export async function openKubernetes(options: OpenKubernetesOptions): Promise<OpenedKubernetes> {
  const { kubeConfig, source } = options.credentials
  const namespaces = options.namespaces ?? null
  const client = new ApiClient(kubeConfig)
  const watch = new ClusterWatch({ client, namespaces, timing: { ...DEFAULT_TIMING, ...options.timing }, log: options.log ?? (() => undefined) })
  return {
    id: options.id,
    server: client.server,
    port: createPort(client, namespaces),
    watch,
    dialPod: createDialPod(kubeConfig, source === 'in-cluster' ? 'direct' : 'port-forward'),
    async close() {
      await watch.stop()
      client.close()
    },
  }
}

function createPort(client: ApiClient, namespaces: readonly string[] | null): KubernetesPort {
  return {
    apply: (manifest, owner, options) => applyObject(client, manifest, owner, options),
    get: (reference) => getObject(client, reference),
    delete: (reference, owner, options) => deleteObject(client, reference, owner, options),
    labelPod: (namespace, pod, podUid, labels) => labelPod(client, namespace, pod, podUid, labels),
    releaseStatefulSet: (owner, options) => releaseStatefulSet(client, owner, options),
    logs: (namespace, pod, options) => streamLogs(client, namespace, pod, options),
    inventory: () => readInventory(client, namespaces),
  }
}

/**
 * Reads a pasted kubeconfig and asks the API server that it names for its version.
 * @throws AppError kubernetes.kubeconfig-invalid, kubernetes.unreachable, kubernetes.unauthorized
 */
export async function checkKubeconfig(kubeconfig: string, context: string | null): Promise<{ context: string; server: string; version: string }> {
  const { kubeConfig } = readCredentials({ source: 'kubeconfig', kubeconfig, context })
  const client = new ApiClient(kubeConfig)
  try {
    const version = await readVersion(client)
    await requireAccepted(client)
    return { context: kubeConfig.getCurrentContext(), server: client.server, version }
  } catch (error) {
    throw toKubernetesError(error, { server: client.server, doing: 'ask for its version' })
  } finally {
    client.close()
  }
}

/** /version is answered to anybody; only a question about oneself shows whether the credentials are good. */
async function requireAccepted(client: ApiClient): Promise<void> {
  const body = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: { resourceAttributes: { verb: 'list', resource: 'pods' } } }
  try {
    await client.request({ method: 'POST', path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', body })
  } catch (error) {
    const failure = toKubernetesError(error, { server: client.server, doing: 'check the credentials' })
    if (failure.code !== 'kubernetes.forbidden') throw failure
    throw new AppError('kubernetes.unauthorized', `The API server at ${client.server} takes Podkeeper for a stranger: the credentials of the kubeconfig are not accepted.`, {
      action: 'Paste a kubeconfig with valid credentials.',
      ...(failure.options.evidence ? { evidence: failure.options.evidence } : {}),
      cause: error,
    })
  }
}
