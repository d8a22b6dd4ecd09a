import type { KubernetesInventory } from './kubernetes'

/** Whether the list of storage classes may be trusted to be all of them. */
export function knowsStorageClasses({ missingPermissions }: Pick<KubernetesInventory, 'missingPermissions'>): boolean {
  return !missingPermissions.some((permission) => permission.startsWith('list storageclasses'))
}
