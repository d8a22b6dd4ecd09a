'use server'
import { z } from 'zod'
import { instanceParametersSchema, operationParametersSchema } from '@/server/contracts/cluster-queries'
import { setHoldSchema } from '@/server/contracts/hold'
import { idParametersSchema } from '@/server/contracts/path-parameters'
import { requestFailoverSchema, requestRepairSchema, requestSwitchoverSchema } from '@/server/contracts/transfer'
import { action } from '@/server/http/action'
import { cancelOperation as cancel } from '@/server/services/availability/cancel-operation'
import { requestFailover } from '@/server/services/availability/request-failover'
import { requestRepair } from '@/server/services/availability/request-repair'
import { requestSwitchover } from '@/server/services/availability/request-switchover'
import { fenceInstance as fence, liftFence as lift } from '@/server/services/holds/fence-instance'
import { pauseCluster as pause, resumeCluster as resume } from '@/server/services/holds/pause-cluster'

const cluster = z.object(idParametersSchema.shape)

export const switchOver = action({ permission: 'clusters.intervene', input: requestSwitchoverSchema.extend(cluster.shape) }, ({ actor, input }) => requestSwitchover(actor, input))

export const failOver = action({ permission: 'clusters.intervene', input: requestFailoverSchema.extend(cluster.shape) }, ({ actor, input }) => requestFailover(actor, input))

export const cancelOperation = action({ permission: 'clusters.intervene', input: operationParametersSchema }, ({ actor, input }) => cancel(actor, input))

export const repairInstance = action({ permission: 'clusters.intervene', input: requestRepairSchema.extend(instanceParametersSchema.shape) }, ({ actor, input }) => requestRepair(actor, input))

export const fenceInstance = action({ permission: 'clusters.intervene', input: setHoldSchema.extend(instanceParametersSchema.shape) }, ({ actor, input }) => fence(actor, input))

export const liftFence = action({ permission: 'clusters.intervene', input: instanceParametersSchema }, ({ actor, input }) => lift(actor, input))

export const pauseCluster = action({ permission: 'clusters.intervene', input: setHoldSchema.extend(cluster.shape) }, ({ actor, input }) => pause(actor, input))

export const resumeCluster = action({ permission: 'clusters.intervene', input: cluster }, ({ actor, input }) => resume(actor, input))
