import type { z } from 'zod'
import { encryptKubeconfig } from '@/server/config/kubeconfig-secret'
import type { Actor } from '@/server/contracts/access'
import { AppError } from '@/server/contracts/errors'
import type { addKubernetesClusterSchema, KubernetesClusterView } from '@/server/contracts/kubernetes'
import { db, runInTransaction } from '@/server/database/client'
import { isUniqueViolation } from '@/server/database/database-error'
import { notify } from '@/server/database/notify'
import { writeAudit } from '../audit/write-audit'
import { servicePorts } from '../ports'
import { LIVING_CLUSTERS, toKubernetesClusterView } from './kubernetes-cluster-view'

/**
 * Registers a Kubernetes cluster from a pasted kubeconfig, which must work now and is stored encrypted. The operator opens it
 * as soon as it is told.
 * @throws AppError kubernetes.name-taken; kubernetes.* saying what is wrong with the kubeconfig
 */
export async function addKubernetesCluster(actor: Actor, input: z.output<typeof addKubernetesClusterSchema>): Promise<KubernetesClusterView> {
  if ((await db().kubernetesCluster.count({ where: { name: input.name } })) > 0) throw nameTaken(input.name)
  const checked = await servicePorts().checkKubeconfig(input.kubeconfig, input.context)
  try {
    return await runInTransaction(async (tx) => {
      const row = await tx.kubernetesCluster.create({ data: { name: input.name, source: 'kubeconfig', encryptedKubeconfig: encryptKubeconfig(input.kubeconfig), context: checked.context }, include: LIVING_CLUSTERS })
      await writeAudit(tx, { actor, action: 'kubernetes-cluster.add', target: { kind: 'kubernetes-cluster', id: row.id, name: row.name }, after: { name: row.name, context: checked.context, server: checked.server, version: checked.version } })
      await notify(tx, { topic: 'kubernetes', kubernetesClusterId: row.id })
      return toKubernetesClusterView(row)
    })
  } catch (error) {
    throw isUniqueViolation(error) ? nameTaken(input.name) : error
  }
}

function nameTaken(name: string): AppError {
  return new AppError('kubernetes.name-taken', `A Kubernetes cluster named ${name} is registered already.`, { action: 'Choose another name.', fields: [{ path: 'name', message: 'This name is taken' }] })
}
