'use server'
import { z } from 'zod'
import { setHoldSchema } from '@/server/contracts/hold'
import { addKubernetesClusterSchema } from '@/server/contracts/kubernetes'
import { action } from '@/server/http/action'
import { pauseEverything as pause, resumeEverything as resume } from '@/server/services/holds/pause-everything'
import { addKubernetesCluster as add } from '@/server/services/kubernetes-clusters/add-kubernetes-cluster'
import { removeKubernetesCluster as remove } from '@/server/services/kubernetes-clusters/remove-kubernetes-cluster'

export const addKubernetesCluster = action({ permission: 'kubernetes.write', input: addKubernetesClusterSchema }, ({ actor, input }) => add(actor, input))

export const removeKubernetesCluster = action(
  { permission: 'kubernetes.write', input: z.object({ id: z.string().max(64), forgetKeptVolumes: z.boolean() }) },
  ({ actor, input }) => remove(actor, input.id, { forgetKeptVolumes: input.forgetKeptVolumes }),
)

export const pauseEverything = action({ permission: 'automation.stop', input: setHoldSchema }, ({ actor, input }) => pause(actor, input))

export const resumeEverything = action({ permission: 'automation.stop', input: z.object({}) }, ({ actor }) => resume(actor))
