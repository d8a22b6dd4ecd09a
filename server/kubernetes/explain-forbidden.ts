import { AppError } from '@/server/contracts/errors'
import type { ApiFailure } from './api-failure'
import { BASE_ROLE } from './required-permissions'

/** A 403: a missing permission, a quota, or a namespace that is being deleted. */
export function explainForbidden(error: ApiFailure, context: { doing: string; namespace?: string | null }): AppError {
  return explainQuota(error, context) ?? explainTerminating(error, context) ?? explainLimits(error, context) ?? explainGrowth(error, context) ?? explainPermission(error, context)
}

function explainQuota(error: ApiFailure, context: { doing: string; namespace?: string | null }): AppError | null {
  const exceeded = /exceeded quota: ([^,]+), requested: (.+?), used: (.+?), limited: (.+)$/s.exec(error.message)
  if (exceeded) {
    const [, quota = '', requested = '', used = '', limited = ''] = exceeded
    return new AppError('kubernetes.quota-exceeded', `The quota "${quota}" of namespace "${context.namespace ?? ''}" does not allow this: ${compareQuota(requested, used, limited)}.`, {
      action: `Ask for less, delete what is not needed, or raise the quota: \`kubectl edit resourcequota ${quota} -n ${context.namespace ?? ''}\`.`,
      evidence: error.message,
      cause: error,
    })
  }
  const unspecified = /failed quota: ([^:]+): must specify (.+)$/s.exec(error.message)
  if (!unspecified) return null
  return new AppError('kubernetes.quota-exceeded', `The quota "${unspecified[1] ?? ''}" of namespace "${context.namespace ?? ''}" demands that ${unspecified[2] ?? ''} be given.`, {
    action: 'Give resource requests and limits in the definition.',
    evidence: error.message,
    cause: error,
  })
}

/** "requests.storage: 30Gi wanted, 80Gi of 100Gi used" for each resource that the quota names */
function compareQuota(requested: string, used: string, limited: string): string {
  const read = (list: string) => new Map(list.split(',').map((entry) => [entry.slice(0, entry.lastIndexOf('=')), entry.slice(entry.lastIndexOf('=') + 1)]))
  const [usedOf, limitOf] = [read(used), read(limited)]
  return [...read(requested)].map(([name, amount]) => `${name}: ${amount} more wanted, ${usedOf.get(name) ?? '?'} of ${limitOf.get(name) ?? '?'} used`).join('; ')
}

function explainTerminating(error: ApiFailure, context: { doing: string; namespace?: string | null }): AppError | null {
  const terminating = error.apiStatus?.details?.causes?.some((cause) => cause.reason === 'NamespaceTerminating') || /because it is being terminated/.test(error.message)
  if (!terminating) return null
  return new AppError('kubernetes.namespace-missing', `The namespace "${context.namespace ?? ''}" is being deleted, so nothing can be made in it.`, {
    action: 'Wait until it is gone and create it again, or choose another namespace.',
    fields: [{ path: 'namespace', message: 'This namespace is being deleted' }],
    evidence: error.message,
    cause: error,
  })
}

function explainLimits(error: ApiFailure, context: { doing: string; namespace?: string | null }): AppError | null {
  if (!/(minimum|maximum) .+ usage per|max limit to request ratio/.test(error.message)) return null
  return new AppError('kubernetes.rejected', `A limit range of namespace "${context.namespace ?? ''}" does not allow to ${context.doing}: ${error.message}`, {
    action: `Change the resources in the definition, or the limit range: \`kubectl get limitrange -n ${context.namespace ?? ''} -o yaml\`.`,
    evidence: error.message,
    cause: error,
  })
}

/** An admission plugin's answer to a claim that is to grow; it does not name the class. */
function explainGrowth(error: ApiFailure, context: { doing: string }): AppError | null {
  if (!/only dynamically provisioned pvc can be resized/i.test(error.message)) return null
  return new AppError('kubernetes.rejected', `The volume's storage class does not let volumes grow, so Podkeeper could not ${context.doing}.`, {
    action: 'If its driver can, allow it in the class: `allowVolumeExpansion: true`. Podkeeper goes on by itself.',
    evidence: error.message,
    cause: error,
  })
}

const PERMISSION = /User "([^"]*)" cannot (\S+) resource "([^"]+)" in API group "([^"]*)"(?: in the namespace "([^"]+)"| at the cluster scope)?/

function explainPermission(error: ApiFailure, context: { doing: string; namespace?: string | null }): AppError {
  const found = PERMISSION.exec(error.message)
  if (!found)
    return new AppError('kubernetes.forbidden', `Kubernetes does not allow Podkeeper to ${context.doing}: ${error.message}`, { action: 'Apply the role that Podkeeper needs: `kubectl apply -k deploy/rbac`.', evidence: error.message, cause: error })
  const [, user = '', verb = '', resource = '', group = '', namespace] = found
  const where = namespace ? `in namespace "${namespace}"` : 'in the whole cluster'
  return new AppError('kubernetes.forbidden', `Podkeeper's account "${user}" lacks the permission to ${verb} ${resource}${group ? ` (${group})` : ''} ${where}, which it needs to ${context.doing}.`, {
    action: `Give it the permission, then Podkeeper goes on by itself: \`kubectl apply -k deploy/rbac\` holds everything that it needs, or apply only this:\n${roleYaml({ user, verb, resource, group, namespace: namespace ?? null })}`,
    evidence: error.message,
    cause: error,
  })
}

/** A (Cluster)Role with its binding, ready for `kubectl apply -f -`. All verbs that Podkeeper ever needs on the resource are in it. */
function roleYaml(missing: { user: string; verb: string; resource: string; group: string; namespace: string | null }): string {
  const needed = BASE_ROLE.find((rule) => rule.resource === missing.resource && rule.group === missing.group)?.verbs ?? []
  const verbs = [...new Set([missing.verb, ...needed])]
  const name = `podkeeper-${missing.resource.replace(/[^a-z]/g, '-')}`
  const scope = missing.namespace === null ? '' : `\n  namespace: ${missing.namespace}`
  const prefix = missing.namespace === null ? 'Cluster' : ''
  const account = /^system:serviceaccount:([^:]+):(.+)$/.exec(missing.user)
  const subject = account ? `- kind: ServiceAccount\n  namespace: ${account[1] ?? ''}\n  name: ${account[2] ?? ''}` : `- kind: User\n  apiGroup: rbac.authorization.k8s.io\n  name: ${JSON.stringify(missing.user)}`
  return `apiVersion: rbac.authorization.k8s.io/v1
kind: ${prefix}Role
metadata:
  name: ${name}${scope}
rules:
- apiGroups: [${JSON.stringify(missing.group)}]
  resources: [${JSON.stringify(missing.resource)}]
  verbs: [${verbs.map((verb) => JSON.stringify(verb)).join(', ')}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ${prefix}RoleBinding
metadata:
  name: ${name}${scope}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ${prefix}Role
  name: ${name}
subjects:
${subject}
`
}
