import { clusterDetailSchema } from '@/server/contracts/cluster'
import { instanceParametersSchema, operationParametersSchema } from '@/server/contracts/cluster-queries'
import { errantTransactionsSchema } from '@/server/contracts/errant-transactions'
import { setHoldSchema } from '@/server/contracts/hold'
import { operatorViewSchema } from '@/server/contracts/operator'
import { idParametersSchema } from '@/server/contracts/path-parameters'
import { requestFailoverSchema, requestRepairSchema, requestSwitchoverSchema, transferPreviewSchema } from '@/server/contracts/transfer'
import type { Endpoint } from '../endpoint'

const one = { tag: 'Availability', permission: 'clusters.intervene', params: idParametersSchema } as const
const instance = { ...one, params: instanceParametersSchema } as const
const MISSING = ['not-found', 'cluster.gone', 'cluster.being-deleted'] as const
const TRANSFER = [...MISSING, 'cluster.not-managed', 'cluster.operation-running', 'cluster.prechecks-failed'] as const
const accepted = (description: string) => ({ status: 202, description, schema: clusterDetailSchema }) as const
const detail = (description: string) => ({ status: 200, description, schema: clusterDetailSchema }) as const

export const AVAILABILITY_ENDPOINTS: readonly Endpoint[] = [
  {
    ...one, method: 'post', path: '/api/v1/clusters/{id}/switchover', operationId: 'switchOver', summary: 'Change the primary as planned',
    description: 'With dryRun=true: every precheck with what was seen. Hard ones that fail forbid it; warnings are accepted by their ids. Writes stop for a moment; nothing is lost. Refused checks are in `current` of cluster.prechecks-failed.',
    body: requestSwitchoverSchema, dryRun: transferPreviewSchema, idempotent: true, answer: accepted('The operator carries it out; follow the operation'), errors: TRANSFER,
  },
  {
    ...one, method: 'post', path: '/api/v1/clusters/{id}/failover', operationId: 'failOver', summary: 'Replace a lost primary by hand',
    description: 'For when the policy is manual, or an automatic failover was refused. Only of a primary whose loss is proven. Where writes that a client saw committed may go with it, `lossAccepted` and the typed name are needed; dryRun=true says what would be lost.',
    body: requestFailoverSchema, dryRun: transferPreviewSchema, idempotent: true, answer: accepted('The operator carries it out; follow the operation'), errors: TRANSFER,
  },
  {
    ...one, method: 'post', path: '/api/v1/clusters/{id}/operations/{operationId}/cancel', operationId: 'cancelOperation', params: operationParametersSchema, summary: 'Take a switchover or failover back',
    description: 'Until its commit point, see status.availability.transfer.cancellable. It may pass that point in the same moment: then it goes on to its end.', idempotent: true, answer: accepted('The operator takes it back; follow the operation'), errors: [...MISSING, 'cluster.not-managed', 'cluster.not-cancellable'],
  },
  {
    ...instance, method: 'post', path: '/api/v1/clusters/{id}/instances/{instance}/repair', operationId: 'repairInstance', summary: 'Repair a replica that cannot follow',
    description: 'reclone replaces all its data and needs its typed name. inject makes its own transactions count as done everywhere, as empty ones: its data stays different from the others\'.', body: requestRepairSchema, idempotent: true,
    answer: accepted('The operator carries it out; follow the operation'), errors: [...MISSING, 'cluster.not-managed', 'cluster.operation-running'],
  },
  {
    ...instance, method: 'get', path: '/api/v1/clusters/{id}/instances/{instance}/errant-transactions', operationId: 'listErrantTransactions', summary: 'What a replica has that the primary lacks',
    description: 'From its binary log, read by the operator when the set changes: tables, kinds of changes, statements where they were written down. Rows are not shown.', answer: { status: 200, description: 'The transactions, oldest first', schema: errantTransactionsSchema }, errors: ['not-found', 'cluster.gone'],
  },
  {
    ...instance, method: 'put', path: '/api/v1/clusters/{id}/instances/{instance}/fence', operationId: 'fenceInstance', summary: 'Isolate a replica and keep it as it is',
    description: 'It serves no reads, does not replicate, takes nobody\'s place and is not restarted, until the fence is lifted or has run out. Not of the primary.', body: setHoldSchema, answer: detail('Fenced'), errors: [...MISSING, 'cluster.not-managed'],
  },
  { ...instance, method: 'delete', path: '/api/v1/clusters/{id}/instances/{instance}/fence', operationId: 'liftFence', summary: 'Let a fenced replica come back', description: 'It catches up and serves again by itself.', answer: detail('Lifted'), errors: MISSING },
  {
    ...one, method: 'put', path: '/api/v1/clusters/{id}/pause', operationId: 'pauseCluster', summary: 'Stop automation of a cluster',
    description: 'No failover, switchover, clone, rollout or restart by itself. Reads are still led to those that are fit, and a proven primary is still opened.', body: setHoldSchema, answer: detail('Stopped'), errors: MISSING,
  },
  { ...one, method: 'delete', path: '/api/v1/clusters/{id}/pause', operationId: 'resumeCluster', summary: 'Let automation of a cluster go on', answer: detail('Resumed'), errors: MISSING },
  { tag: 'Availability', method: 'put', path: '/api/v1/operator/pause', operationId: 'pauseEverything', permission: 'automation.stop', summary: 'Stop automation of every cluster', body: setHoldSchema, answer: { status: 200, description: 'Stopped', schema: operatorViewSchema } },
  { tag: 'Availability', method: 'delete', path: '/api/v1/operator/pause', operationId: 'resumeEverything', permission: 'automation.stop', summary: 'Let automation go on', answer: { status: 200, description: 'Resumed', schema: operatorViewSchema } },
]
