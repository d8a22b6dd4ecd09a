import { z } from 'zod'

/** What the operator last read of a Kubernetes cluster; forms render from it. */
export const kubernetesInventorySchema = z.object({
  version: z.string(),
  nodes: z.array(z.object({ name: z.string(), zone: z.string().nullable(), ready: z.boolean(), cpuMillicores: z.number(), memoryBytes: z.number() })),
  namespaces: z.array(z.object({ name: z.string(), terminating: z.boolean() })),
  storageClasses: z.array(
    z.object({
      name: z.string(),
      isDefault: z.boolean(),
      provisioner: z.string(),
      expandable: z.boolean(),
      waitsForConsumer: z.boolean(),
      reclaimPolicy: z.string(),
      snapshots: z.boolean().meta({ description: 'A VolumeSnapshotClass with the same driver exists' }),
    }),
  ),
  /** claims that deleted clusters left behind, with Podkeeper's labels */
  keptClaims: z.array(z.object({ namespace: z.string(), cluster: z.string(), claim: z.string(), capacityBytes: z.number().nullable(), storageClass: z.string().nullable() })),
  /** permissions that the account lacks, e.g. "create persistentvolumeclaims in namespace shop" */
  missingPermissions: z.array(z.string()),
  metricsAvailable: z.boolean(),
})
export type KubernetesInventory = z.infer<typeof kubernetesInventorySchema>

export const kubernetesSourceSchema = z.enum(['environment', 'in-cluster', 'kubeconfig', 'sandbox'])

export const kubernetesClusterSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    source: kubernetesSourceSchema,
    context: z.string().nullable(),
    reachable: z.boolean().nullable().meta({ description: 'null: not tried yet' }),
    problem: z.object({ code: z.string(), detail: z.string(), action: z.string().nullable() }).nullable(),
    lastSeenAt: z.iso.datetime().nullable(),
    inventory: kubernetesInventorySchema.nullable(),
    clusterCount: z.number().int(),
  })
  .meta({ id: 'KubernetesCluster' })
export type KubernetesClusterView = z.infer<typeof kubernetesClusterSchema>

export const addKubernetesClusterSchema = z
  .object({
    name: z.string().min(1, 'Give it a name').max(63).regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/, 'Lower case letters, digits, hyphens and dots'),
    kubeconfig: z.string().min(1, 'Paste or upload a kubeconfig').max(256 * 1024, 'At most 256 KiB'),
    context: z.string().max(253).nullable().default(null),
  })
  .meta({ id: 'AddKubernetesCluster' })

export const removeKubernetesClusterQuerySchema = z.object({
  forgetKeptVolumes: z.stringbool().default(false).meta({ description: 'Also when volumes of deleted clusters may be left there; their passwords are then lost' }),
})
