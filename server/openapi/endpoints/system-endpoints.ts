import { z } from 'zod'
import { auditPageSchema, listAuditQuerySchema } from '@/server/contracts/audit'
import { addKubernetesClusterSchema, kubernetesClusterSchema, removeKubernetesClusterQuerySchema } from '@/server/contracts/kubernetes'
import { operatorViewSchema } from '@/server/contracts/operator'
import { idParametersSchema } from '@/server/contracts/path-parameters'
import { sandboxFaultSchema, sandboxStateSchema } from '@/server/contracts/sandbox'
import type { Endpoint } from '../endpoint'

const kubernetes = { tag: 'Kubernetes clusters' } as const

export const SYSTEM_ENDPOINTS: readonly Endpoint[] = [
  {
    ...kubernetes, method: 'get', path: '/api/v1/kubernetes-clusters', operationId: 'listKubernetesClusters', permission: 'kubernetes.read', summary: 'Registered Kubernetes clusters',
    description: 'With what was last read of each: nodes, namespaces, storage classes.', answer: { status: 200, description: 'Oldest first', schema: z.object({ items: z.array(kubernetesClusterSchema) }).meta({ id: 'KubernetesClusterList' }) },
  },
  {
    ...kubernetes, method: 'post', path: '/api/v1/kubernetes-clusters', operationId: 'addKubernetesCluster', permission: 'kubernetes.write', summary: 'Register a Kubernetes cluster',
    description: 'The kubeconfig is tried first and stored encrypted.', body: addKubernetesClusterSchema, idempotent: true, answer: { status: 201, description: 'Registered', schema: kubernetesClusterSchema, location: true },
    errors: ['kubernetes.kubeconfig-invalid', 'kubernetes.name-taken', 'kubernetes.unreachable', 'kubernetes.unauthorized'],
  },
  { ...kubernetes, method: 'get', path: '/api/v1/kubernetes-clusters/{id}', operationId: 'getKubernetesCluster', permission: 'kubernetes.read', summary: 'One Kubernetes cluster', params: idParametersSchema, answer: { status: 200, description: 'The Kubernetes cluster', schema: kubernetesClusterSchema }, errors: ['not-found'] },
  {
    ...kubernetes, method: 'delete', path: '/api/v1/kubernetes-clusters/{id}', operationId: 'removeKubernetesCluster', permission: 'kubernetes.write', summary: 'Forget a Kubernetes cluster',
    description: 'Nothing in it is changed. Not while MySQL clusters run on it.', params: idParametersSchema, query: removeKubernetesClusterQuerySchema, answer: { status: 204, description: 'Forgotten' }, errors: ['not-found', 'kubernetes.in-use'],
  },
  { method: 'get', path: '/api/v1/audit', operationId: 'listAudit', tag: 'System', permission: 'audit.read', summary: 'Who did what', description: 'Newest first.', query: listAuditQuerySchema, answer: { status: 200, description: 'Entries, and where to go on', schema: auditPageSchema }, errors: ['request.invalid'] },
  { method: 'get', path: '/api/v1/operator', operationId: 'getOperator', tag: 'System', permission: 'clusters.read', summary: 'Which operator leads and how it does', answer: { status: 200, description: 'The operator', schema: operatorViewSchema } },
  {
    method: 'get', path: '/api/events', operationId: 'streamEvents', tag: 'System', permission: 'clusters.read', summary: 'What changes, as it changes',
    description: 'Server-sent events; each message is a JSON object whose `type` is hello, summary, deleted, detail, sample, timeline, kubernetes, kubernetes-removed or operator. `hello` comes first and every 20 s. After a lost connection read once what you show, then go on with the stream.',
    query: z.object({ cluster: z.string().max(64).optional().meta({ description: 'Adds detail, samples and timeline of this cluster' }) }), answer: { status: 200, description: 'The stream', text: 'text/event-stream' },
  },
  { method: 'get', path: '/api/v1/sandbox', operationId: 'getSandbox', tag: 'Sandbox', permission: 'clusters.read', summary: 'Nodes, lasting faults and loads', answer: { status: 200, description: 'The sandbox', schema: sandboxStateSchema }, errors: ['sandbox.only'] },
  {
    method: 'post', path: '/api/v1/sandbox/faults', operationId: 'injectFault', tag: 'Sandbox', permission: 'sandbox.faults', summary: 'Break something', body: sandboxFaultSchema, idempotent: true,
    answer: { status: 200, description: 'The sandbox afterwards', schema: sandboxStateSchema }, errors: ['sandbox.only', 'not-found', 'cluster.gone'],
  },
  { method: 'delete', path: '/api/v1/sandbox/faults/{id}', operationId: 'endFault', tag: 'Sandbox', permission: 'sandbox.faults', summary: 'End a lasting fault', params: idParametersSchema, answer: { status: 200, description: 'The sandbox afterwards', schema: sandboxStateSchema }, errors: ['sandbox.only', 'not-found'] },
]
