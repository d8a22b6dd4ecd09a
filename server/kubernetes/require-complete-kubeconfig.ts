import type { KubeConfig } from '@kubernetes/client-node'
import { AppError } from '@/server/contracts/errors'

/** @throws AppError kubernetes.kubeconfig-invalid when the current context, its cluster or its user is missing */
export function requireComplete(kubeConfig: KubeConfig): void {
  const names = (kubeConfig.contexts ?? []).map((context) => context.name)
  const listed = names.length > 0 ? `It has: ${names.join(', ')}.` : 'It has no contexts at all.'
  const current = kubeConfig.getCurrentContext()
  const invalid = (detail: string, action: string) => new AppError('kubernetes.kubeconfig-invalid', detail, { action, fields: [{ path: 'context', message: detail }] })
  if (!current) throw invalid(`The kubeconfig does not say which context to use. ${listed}`, 'Name one of its contexts, or set current-context in it.')
  const context = kubeConfig.getContextObject(current)
  if (!context) throw invalid(`The kubeconfig has no context "${current}". ${listed}`, 'Name one of its contexts.')
  const cluster = kubeConfig.getCluster(context.cluster)
  if (!cluster) throw invalid(`Context "${current}" names the cluster "${context.cluster}", which the kubeconfig does not contain.`, 'Export it again with `kubectl config view --flatten --minify --raw`.')
  if (!kubeConfig.getUser(context.user)) throw invalid(`Context "${current}" names the user "${context.user}", which the kubeconfig does not contain.`, 'Export it again with `kubectl config view --flatten --minify --raw`.')
  if (!/^https?:\/\/[^/]/.test(cluster.server)) throw invalid(`The server of cluster "${cluster.name}" is not an http or https address: "${cluster.server}".`, 'Put the address of the API server there, e.g. https://10.0.0.1:6443.')
  if (cluster.server.startsWith('http:') && !cluster.skipTLSVerify)
    throw invalid(`The server of cluster "${cluster.name}" is plain http: passwords would travel unencrypted.`, 'Use the https address, or set insecure-skip-tls-verify: true in the kubeconfig when that is meant.')
}
