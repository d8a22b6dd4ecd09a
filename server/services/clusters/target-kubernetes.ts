import { AppError } from '@/server/contracts/errors'
import { kubernetesInventorySchema, type KubernetesInventory } from '@/server/contracts/kubernetes'
import { db } from '@/server/database/client'
import { servicePorts } from '../ports'

/** The Kubernetes cluster that a MySQL cluster is to run on, as the operator last saw it. */
export interface TargetKubernetes {
  id: string
  name: string
  sandbox: boolean
  /** null: never seen */
  inventory: KubernetesInventory | null
  lastSeenAt: Date | null
}

/** @param id null: the one that was registered first. @throws AppError request.invalid with the field kubernetesClusterId */
export async function loadTargetKubernetes(id: string | null): Promise<TargetKubernetes> {
  const row = await db().kubernetesCluster.findFirst({ where: id === null ? {} : { id }, orderBy: { createdAt: 'asc' } })
  if (!row) {
    const message = id === null ? 'No Kubernetes cluster is registered.' : 'There is no Kubernetes cluster with this id.'
    throw new AppError('request.invalid', message, { action: 'Choose another one, or add it under Kubernetes.', fields: [{ path: 'kubernetesClusterId', message }] })
  }
  const inventory = kubernetesInventorySchema.safeParse(row.inventory)
  return { id: row.id, name: row.name, sandbox: row.source === 'sandbox', inventory: inventory.success ? inventory.data : null, lastSeenAt: row.lastSeenAt }
}

/** Reads the inventory now, for what somebody may have made a moment ago; what was seen last where Kubernetes does not answer or tell. */
export async function refreshInventory(target: TargetKubernetes): Promise<TargetKubernetes> {
  try {
    const port = await servicePorts().kubernetes(target.id)
    const inventory = await port.inventory()
    // Every Kubernetes has namespaces: this account may not list them, and what the operator saw is better than nothing.
    if (inventory.namespaces.length === 0) return target
    return { ...target, inventory, lastSeenAt: new Date(servicePorts().clock.now()) }
  } catch (error) {
    if (error instanceof AppError) return target
    throw error
  }
}
