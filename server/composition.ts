import { hostname } from 'node:os'
import { randomBytes } from 'node:crypto'
import { systemClock } from '@/server/domain/clock'
import { AppError } from '@/server/contracts/errors'
import type { KubernetesPort } from '@/server/domain/kubernetes-port'
import type { MysqlPort } from '@/server/domain/mysql-port'
import { environment } from '@/server/config/environment'
import { decryptKubeconfig } from '@/server/config/kubeconfig-secret'
import { db } from '@/server/database/client'
import { checkKubeconfig, loadCredentials, openKubernetes, type KubernetesCredentials, type OpenedKubernetes } from '@/server/kubernetes/open-kubernetes'
import { manifestBuilder } from '@/server/kubernetes/manifests/build-manifests'
import { log } from '@/server/log/log'
import { createMysqlPort } from '@/server/mysql/create-mysql-port'
import type { KubernetesClusterRow, OperatorPorts } from '@/server/operator/ports'
import type { Sandbox } from '@/server/sandbox/create-sandbox'
import type { ServicePorts } from '@/server/services/ports'

export const VERSION = '0.1.0'

/** The only place where ports meet their adapters. */
export interface Composition {
  operatorPorts: OperatorPorts
  servicePorts: ServicePorts
  close(): Promise<void>
}

/** @param sandbox when this process runs it, else null */
export function compose(sandbox: Sandbox | null): Composition {
  const connections = new Map<string, OpenedKubernetes>()
  const realMysql = createMysqlPort({
    dial: (target) => {
      const connection = connections.get(target.kubernetesClusterId)
      if (!connection) throw new AppError('kubernetes.unreachable', 'The Kubernetes cluster of this instance is not open')
      return connection.dialPod({ namespace: target.namespace, pod: target.pod, address: target.address })
    },
  })

  const openReal = async (row: KubernetesClusterRow): Promise<OpenedKubernetes> => {
    const connection = await openKubernetes({ id: row.id, credentials: credentialsOf(row), namespaces: namespacesOf(row), log: (message, context) => log.info({ ...context, kubernetesCluster: row.name }, message) })
    connections.set(row.id, connection)
    return connection
  }
  const operatorPorts: OperatorPorts = {
    clock: systemClock,
    manifests: manifestBuilder,
    holder: `${hostname()}/${process.pid}/${randomBytes(3).toString('hex')}`,
    version: VERSION,
    openKubernetes: (row) => (row.source === 'sandbox' ? Promise.resolve(sandboxOf(sandbox).connection) : openReal(row)),
    mysqlOf: (row): MysqlPort => (row.source === 'sandbox' ? sandboxOf(sandbox).mysql : realMysql),
  }
  const requestPorts = new Map<string, { fingerprint: string; port: Promise<KubernetesPort> }>()
  const servicePorts: ServicePorts = {
    clock: systemClock,
    manifests: manifestBuilder,
    checkKubeconfig,
    sandbox: sandbox?.control ?? null,
    async kubernetes(id) {
      const row = await db().kubernetesCluster.findUnique({ where: { id } })
      if (!row) throw new AppError('not-found', 'That Kubernetes cluster is not registered', { action: 'Choose another one or add it under Kubernetes' })
      if (row.source === 'sandbox') return sandboxOf(sandbox).connection.port
      const fingerprint = JSON.stringify([row.source, row.context, row.encryptedKubeconfig])
      const known = requestPorts.get(id)
      if (known?.fingerprint === fingerprint) return known.port
      const source = row.source === 'kubeconfig' || row.source === 'in-cluster' ? row.source : 'environment'
      const opened = { id, name: row.name, source, context: row.context, kubeconfig: row.encryptedKubeconfig === null ? null : decryptKubeconfig(row.encryptedKubeconfig) } as const
      const port = openKubernetes({ id, credentials: credentialsOf(opened), namespaces: namespacesOf(opened) }).then((connection) => connection.port)
      requestPorts.set(id, { fingerprint, port })
      port.catch(() => requestPorts.delete(id))
      return port
    },
  }
  return {
    operatorPorts,
    servicePorts,
    close: () => realMysql.close(),
  }
}

function credentialsOf({ source, kubeconfig, context }: KubernetesClusterRow): KubernetesCredentials {
  if (source === 'kubeconfig') return loadCredentials({ source, kubeconfig: kubeconfig ?? '', context })
  return loadCredentials(source === 'in-cluster' ? { source } : { source: 'environment', context })
}

/** The environment says so of its own Kubernetes cluster; to pasted kubeconfigs it does not apply. */
function namespacesOf({ source }: KubernetesClusterRow): readonly string[] | null {
  return source === 'kubeconfig' ? null : environment().namespaces
}

function sandboxOf(sandbox: Sandbox | null): Sandbox {
  if (sandbox === null) throw new AppError('kubernetes.unreachable', 'The sandbox lives in another process', { action: 'Start Podkeeper with PODKEEPER_ROLE=all, which runs console and operator together' })
  return sandbox
}
