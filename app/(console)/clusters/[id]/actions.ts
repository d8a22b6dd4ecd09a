'use server'
import { z } from 'zod'
import { deleteClusterSchema, scaleClusterSchema, updateClusterSchema } from '@/server/contracts/cluster'
import { accountParametersSchema } from '@/server/contracts/cluster-queries'
import { action } from '@/server/http/action'
import { deleteCluster as remove } from '@/server/services/clusters/delete-cluster'
import { revealCredentials as reveal } from '@/server/services/clusters/reveal-credentials'
import { scaleCluster as scale } from '@/server/services/clusters/scale-cluster'
import { updateCluster as update } from '@/server/services/clusters/update-cluster'

/** Which cluster, and the generation that the form started from (null: whatever it is now). */
const target = z.object({ id: z.string().min(1).max(64), generation: z.number().int().nullable() })

export const scaleCluster = action({ permission: 'clusters.write', input: scaleClusterSchema.extend(target.shape) }, ({ actor, input }) => scale(actor, input))

export const updateCluster = action({ permission: 'clusters.write', input: updateClusterSchema.extend(target.shape) }, ({ actor, input }) => update(actor, input))

export const deleteCluster = action({ permission: 'clusters.delete', input: deleteClusterSchema.extend(target.shape) }, ({ actor, input }) => remove(actor, input))

export const revealCredentials = action({ permission: 'credentials.reveal', input: accountParametersSchema }, ({ actor, input }) => reveal(actor, input))
