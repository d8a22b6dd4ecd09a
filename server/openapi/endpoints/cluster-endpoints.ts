import {
  clusterDetailSchema, clusterSummarySchema, createClusterSchema, credentialsSchema, deleteClusterSchema, listClustersQuerySchema, pageSchema, sampleQuerySchema, sampleSeriesSchema, scaleClusterSchema, updateClusterSchema,
} from '@/server/contracts/cluster'
import {
  accountParametersSchema, exportedManifestsSchema, instanceParametersSchema, logsQuerySchema, manifestsQuerySchema, operationListSchema, timelinePageSchema, timelineQuerySchema,
} from '@/server/contracts/cluster-queries'
import { idParametersSchema } from '@/server/contracts/path-parameters'
import type { Endpoint } from '../endpoint'

const one = { tag: 'Clusters', params: idParametersSchema } as const
const MISSING = ['not-found', 'cluster.gone'] as const
const detail = (status: 200 | 201 | 202, description: string) => ({ status, description, schema: clusterDetailSchema, etag: true })

export const CLUSTER_ENDPOINTS: readonly Endpoint[] = [
  {
    method: 'get', path: '/api/v1/clusters', operationId: 'listClusters', tag: 'Clusters', permission: 'clusters.read',
    summary: 'A page of the clusters', description: 'Worst first unless sorted otherwise. Names sort naturally: mysql-2 before mysql-10. Repeat `level` for more than one.',
    query: listClustersQuerySchema, answer: { status: 200, description: 'The page, and how many there are in all', schema: pageSchema(clusterSummarySchema).meta({ id: 'ClusterPage' }) }, errors: ['request.invalid'],
  },
  {
    method: 'post', path: '/api/v1/clusters', operationId: 'createCluster', tag: 'Clusters', permission: 'clusters.write',
    summary: 'Define a cluster', description: 'The definition is stored and the operator brings the cluster into being; follow its operation. Members of `spec` that are left out have the defaults shown.',
    body: createClusterSchema, dryRun: true, idempotent: true, answer: { ...detail(201, 'Defined'), location: true },
    errors: ['cluster.name-taken', 'kubernetes.namespace-missing', 'kubernetes.storage-class-missing', 'kubernetes.object-not-ours'],
  },
  { ...one, method: 'get', path: '/api/v1/clusters/{id}', operationId: 'getCluster', permission: 'clusters.read', summary: 'Everything about a cluster', description: 'Definition, what the operator last saw, what it does and why, and the last operations.', answer: detail(200, 'The cluster'), errors: MISSING },
  {
    ...one, method: 'put', path: '/api/v1/clusters/{id}', operationId: 'updateCluster', permission: 'clusters.write',
    summary: 'Change the definition', description: 'Send the whole definition. Where somebody else changed it meanwhile, the answer is 409 and `current` (ClusterConflict) shows what and who.',
    body: updateClusterSchema, dryRun: true, ifMatch: 'required', answer: detail(200, 'Changed'), errors: [...MISSING, 'cluster.changed-meanwhile', 'cluster.being-deleted', 'request.precondition-required'],
  },
  {
    ...one, method: 'delete', path: '/api/v1/clusters/{id}', operationId: 'deleteCluster', permission: 'clusters.delete',
    summary: 'Delete the cluster', description: 'Kept volumes can be started on again by creating a cluster of the same name with `useKeptVolumes`.',
    body: deleteClusterSchema, dryRun: true, ifMatch: 'optional', answer: { status: 202, description: 'The operator deletes it; read it until the answer is 410', schema: clusterDetailSchema }, errors: [...MISSING, 'cluster.protected', 'cluster.being-deleted', 'cluster.changed-meanwhile'],
  },
  {
    ...one, method: 'post', path: '/api/v1/clusters/{id}/scale', operationId: 'scaleCluster', permission: 'clusters.write',
    summary: 'Change the number of instances', description: 'Scaling in removes the highest ordinals.', body: scaleClusterSchema, dryRun: true, idempotent: true, ifMatch: 'optional',
    answer: detail(202, 'The operator scales it; follow the operation'), errors: [...MISSING, 'cluster.being-deleted', 'cluster.changed-meanwhile'],
  },
  {
    ...one, method: 'get', path: '/api/v1/clusters/{id}/manifests', operationId: 'exportManifests', permission: 'clusters.read',
    summary: 'The Kubernetes objects as YAML', description: 'Without passwords.', query: manifestsQuerySchema, answer: { status: 200, description: 'One text with all objects, and each as data', schema: exportedManifestsSchema }, errors: MISSING,
  },
  {
    ...one, method: 'get', path: '/api/v1/clusters/{id}/timeline', operationId: 'listTimeline', permission: 'clusters.read',
    summary: 'What happened to the cluster', description: 'Newest first. Repeat `kind` or `severity` for more than one.', query: timelineQuerySchema, answer: { status: 200, description: 'Events, and where to go on', schema: timelinePageSchema }, errors: MISSING,
  },
  {
    ...one, method: 'get', path: '/api/v1/clusters/{id}/samples', operationId: 'listSamples', permission: 'clusters.read',
    summary: 'A metric of every instance over time', description: 'Each point holds the highest value of its bucket. null is a gap: nothing was seen.', query: sampleQuerySchema, answer: { status: 200, description: 'Series on common times', schema: sampleSeriesSchema }, errors: MISSING,
  },
  { ...one, method: 'get', path: '/api/v1/clusters/{id}/operations', operationId: 'listOperations', permission: 'clusters.read', summary: 'Running and past operations with their steps', answer: { status: 200, description: 'Newest first', schema: operationListSchema }, errors: MISSING },
  {
    ...one, method: 'post', path: '/api/v1/clusters/{id}/credentials/{account}', operationId: 'revealCredentials', permission: 'credentials.reveal', params: accountParametersSchema,
    summary: 'The password of an account', description: 'Who asked for which is in the audit log.', answer: { status: 200, description: 'The password', schema: credentialsSchema }, errors: MISSING,
  },
  {
    ...one, method: 'get', path: '/api/v1/clusters/{id}/instances/{instance}/logs', operationId: 'readLogs', permission: 'logs.read', params: instanceParametersSchema,
    summary: 'The log of a container', description: 'With `follow` the answer goes on, also when the container or its pod is replaced. Lines of Podkeeper itself begin with "--- ".',
    query: logsQuerySchema, answer: { status: 200, description: 'Lines as they come', text: 'text/plain' }, errors: [...MISSING, 'kubernetes.not-found', 'kubernetes.unreachable', 'kubernetes.forbidden', 'kubernetes.unauthorized'],
  },
]
