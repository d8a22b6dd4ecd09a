import type { Clock } from '@/server/domain/clock'
import type { KubernetesConnection, ManifestBuilder } from '@/server/domain/kubernetes-port'
import type { MysqlPort } from '@/server/domain/mysql-port'

/** A registered Kubernetes cluster as the operator opens it. */
export interface KubernetesClusterRow {
  id: string
  name: string
  source: 'environment' | 'in-cluster' | 'kubeconfig' | 'sandbox'
  /** decrypted; null unless the source is `kubeconfig` */
  kubeconfig: string | null
  context: string | null
}

/** What the operator needs of the outside beside Postgres. */
export interface OperatorPorts {
  clock: Clock
  manifests: ManifestBuilder
  /** @throws AppError kubernetes.* when the credentials cannot be used at all */
  openKubernetes(row: KubernetesClusterRow): Promise<KubernetesConnection>
  /** the MySQL adapter that reaches instances on that Kubernetes cluster */
  mysqlOf(row: KubernetesClusterRow): MysqlPort
  /** host name, process id and a random part: tells operators apart */
  holder: string
  version: string
}
