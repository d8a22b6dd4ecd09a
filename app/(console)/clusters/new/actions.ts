'use server'
import { createClusterSchema } from '@/server/contracts/cluster'
import { action } from '@/server/http/action'
import { createCluster as create } from '@/server/services/clusters/create-cluster'

export const createCluster = action({ permission: 'clusters.write', input: createClusterSchema }, ({ actor, input }) => create(actor, input))
