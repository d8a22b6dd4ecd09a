import { describe, expect, it } from 'vitest'
import { ApiFailure, AwayFailure } from './api-failure'
import { toKubernetesError } from './kubernetes-error'

const context = { server: 'https://api:6443', doing: 'apply StatefulSet "shop-db" in namespace "shop"', namespace: 'shop' }
const status = (code: number, message: string, details: object = {}) => toKubernetesError(new ApiFailure(code, JSON.stringify({ kind: 'Status', message, reason: '', details })), context)

describe('errors of Kubernetes, explained', () => {
  it.each([
    ['ECONNREFUSED', 'connection refused'],
    ['ENOTFOUND', 'cannot be resolved'],
    ['TIMEOUT', 'did not answer in time'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'authority that the kubeconfig does not trust'],
    ['CERT_HAS_EXPIRED', 'has expired'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'made out for another name'],
    ['EPROTO', 'does not speak TLS'],
  ])('%s: unreachable, and says which way', (code, words) => {
    const error = toKubernetesError(new AwayFailure(code, 'x'), context)
    expect(error.code).toBe('kubernetes.unreachable')
    expect(error.message).toContain(words)
    expect(error.options.action).toBeTruthy()
  })

  it('401: the credentials', () => expect(status(401, 'Unauthorized').code).toBe('kubernetes.unauthorized'))

  it('403 in a namespace: which permission, for whom, with a Role that gives it', () => {
    const error = status(403, 'statefulsets.apps "shop-db" is forbidden: User "system:serviceaccount:pk:podkeeper" cannot patch resource "statefulsets" in API group "apps" in the namespace "shop"')
    expect(error.code).toBe('kubernetes.forbidden')
    expect(error.message).toContain('"system:serviceaccount:pk:podkeeper" lacks the permission to patch statefulsets (apps) in namespace "shop"')
    expect(error.options.action).toContain('kind: Role\n')
    expect(error.options.action).toContain('namespace: shop')
    expect(error.options.action).toContain('verbs: ["patch", "get", "list", "watch", "create", "delete"]')
    expect(error.options.action).toContain('- kind: ServiceAccount\n  namespace: pk\n  name: podkeeper')
  })

  it('403 of the whole cluster, for a user: a ClusterRole', () => {
    const error = status(403, 'nodes is forbidden: User "ann" cannot list resource "nodes" in API group "" at the cluster scope')
    expect(error.options.action).toContain('kind: ClusterRole\n')
    expect(error.options.action).toContain('- kind: User\n  apiGroup: rbac.authorization.k8s.io\n  name: "ann"')
  })

  it('a quota: which, how much is wanted, used and allowed', () => {
    const error = status(403, 'services "x" is forbidden: exceeded quota: team, requested: services=1,count/secrets=2, used: services=5,count/secrets=1, limited: services=5,count/secrets=2')
    expect(error.code).toBe('kubernetes.quota-exceeded')
    expect(error.message).toContain('quota "team" of namespace "shop"')
    expect(error.message).toContain('services: 1 more wanted, 5 of 5 used')
  })

  it('a quota that demands limits', () => expect(status(403, 'pods "x" is forbidden: failed quota: team: must specify limits.cpu for: mysql').code).toBe('kubernetes.quota-exceeded'))

  it('a namespace that is missing or being deleted', () => {
    expect(status(404, 'namespaces "shop" not found', { name: 'shop', kind: 'namespaces' })).toMatchObject({ code: 'kubernetes.namespace-missing', message: expect.stringContaining('does not exist') })
    expect(status(403, 'configmaps "x" is forbidden: unable to create new content in namespace shop because it is being terminated', { causes: [{ reason: 'NamespaceTerminating' }] })).toMatchObject({ code: 'kubernetes.namespace-missing', message: expect.stringContaining('being deleted') })
  })

  it.each([
    ['a webhook that denies', 'admission webhook "policy.example.com" denied the request: no latest tags', 'policy.example.com'],
    ['a webhook that is down', 'Internal error occurred: failed calling webhook "policy.example.com": failed to call webhook: connection refused', 'does not answer'],
    ['a policy', "statefulsets.apps \"x\" is forbidden: ValidatingAdmissionPolicy 'max-replicas' with binding 'all' denied request: too many", 'max-replicas'],
    ['pod security', 'pods "x" is forbidden: violates PodSecurity "restricted:latest": runAsNonRoot != true', 'restricted:latest'],
    ['a limit range', 'pods "x" is forbidden: maximum memory usage per Container is 1Gi, but limit is 2Gi', 'limit range'],
    ['an immutable field', 'StatefulSet.apps "x" is invalid: spec: Forbidden: updates to statefulset spec for fields other than \'replicas\' are forbidden', 'only replicas, template'],
  ])('%s: rejected, and says by what', (_what, message, words) => {
    const error = status(message.includes('webhook "policy') && message.includes('failed') ? 500 : message.includes('invalid') ? 422 : 403, message)
    expect(error.code).toBe('kubernetes.rejected')
    expect(error.message).toContain(words)
    expect(error.options.action).toBeTruthy()
  })

  it('422: the fields that are wrong', () => {
    expect(status(422, 'Service "x" is invalid: spec.ports[0].port: Invalid value: 0', { causes: [{ field: 'spec.ports[0].port', message: 'Invalid value: 0' }] }).options.fields).toEqual([{ path: 'spec.ports[0].port', message: 'Invalid value: 0' }])
  })

  it('409 by uid: the object was replaced; other conflicts are tried again', () => {
    expect(status(409, 'Precondition failed: UID in precondition: a, UID in object meta: b').code).toBe('kubernetes.not-found')
    expect(status(409, 'the object has been modified').code).toBe('kubernetes.rejected')
  })

  it('429 and 5xx: away for now', () => {
    expect(toKubernetesError(new ApiFailure(429, '', 7), context)).toMatchObject({ code: 'kubernetes.unreachable', options: { retryAfterSeconds: 7 } })
    expect(status(503, 'etcd leader changed').code).toBe('kubernetes.unreachable')
  })

  it('a response that breaks off in the middle', () => expect(toKubernetesError(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }), context)).toMatchObject({ code: 'kubernetes.unreachable', message: expect.stringContaining('was cut') }))

  it('an answer that is no Status (a proxy)', () => expect(toKubernetesError(new ApiFailure(502, '<html>Bad gateway</html>'), context).message).toContain('Bad gateway'))
})
