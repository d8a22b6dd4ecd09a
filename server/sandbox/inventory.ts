import type { KubernetesInventory } from '@/server/contracts/kubernetes'
import { LABELS } from '@/server/domain/kubernetes-port'
import { clusterIdOf } from './object-store'
import { labelsOf, readText } from './read-manifest'
import { setNameOfClaim } from './set-names'
import type { World } from './world'

const VERSION = 'v1.34.1'

export function readInventory(world: World): KubernetesInventory {
  return {
    version: VERSION,
    nodes: [...world.nodes.values()].map(({ name, zone, ready, cpuMillicores, memoryBytes }) => ({ name, zone, ready, cpuMillicores, memoryBytes })),
    namespaces: [...world.namespaces.values()].map(({ name, terminating }) => ({ name, terminating })),
    storageClasses: [...world.storageClasses.values()].map(({ name, isDefault, provisioner, expandable, waitsForConsumer, snapshots }) => ({ name, isDefault, provisioner, expandable, waitsForConsumer, snapshots, reclaimPolicy: 'Delete' })),
    keptClaims: keptClaims(world),
    missingPermissions: [],
    metricsAvailable: true,
  }
}

/** Claims of Podkeeper's whose StatefulSet is gone. */
function keptClaims(world: World): KubernetesInventory['keptClaims'] {
  return world.objects.list('PersistentVolumeClaim').flatMap((claim) => {
    const name = claim.manifest.metadata.name
    const cluster = labelsOf(claim.manifest)[LABELS.instance] ?? setNameOfClaim(name)
    if (clusterIdOf(claim.manifest) === null || claim.deletingSince !== null || world.objects.get('StatefulSet', claim.namespace, cluster)) return []
    return [{ namespace: claim.namespace, cluster, claim: name, capacityBytes: world.volumes.get(claim.uid)?.capacityBytes ?? null, storageClass: readText(claim.manifest, 'spec', 'storageClassName') }]
  })
}
