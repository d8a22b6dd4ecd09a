'use server'
import { z } from 'zod'
import { addKubernetesClusterSchema } from '@/server/contracts/kubernetes'
import { action } from '@/server/http/action'
import { addKubernetesCluster as add } from '@/server/services/kubernetes-clusters/add-kubernetes-cluster'
import { removeKubernetesCluster as remove } from '@/server/services/kubernetes-clusters/remove-kubernetes-cluster'

export const addKubernetesCluster = action({ permission: 'kubernetes.write', input: addKubernetesClusterSchema }, ({ actor, input }) => add(actor, input))

export const removeKubernetesCluster = action(
  { permission: 'kubernetes.write', input: z.object({ id: z.string().max(64), forgetKeptVolumes: z.boolean() }) },
  ({ actor, input }) => remove(actor, input.id, { forgetKeptVolumes: input.forgetKeptVolumes }),
)
