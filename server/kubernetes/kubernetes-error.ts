import { AppError } from '@/server/contracts/errors'
import type { ObservedProblem } from '@/server/domain/observation'
import { ApiFailure, AwayFailure } from './api-failure'
import { explainAway } from './explain-unreachable'
import { explainForbidden } from './explain-forbidden'

/** What was tried, for the sentence that explains the failure. */
export interface RequestContext {
  server: string
  /** e.g. "apply StatefulSet shop-db in namespace shop" */
  doing: string
  namespace?: string | null
}

/** Turns whatever a request threw into an AppError that says what happened, why, and what to do. */
export function toKubernetesError(error: unknown, context: RequestContext): AppError {
  if (error instanceof AppError) return error
  if (error instanceof AwayFailure) return explainAway(error, context)
  if (error instanceof ApiFailure) return explainFailure(error, context)
  // A response that broke off in the middle throws Node's own error, which has a code.
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return explainAway(AwayFailure.from(error, { timedOut: false, reused: false }), context)
  return new AppError('internal', `Podkeeper failed to ${context.doing}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
}

/** The part of an error that observations carry. */
export function toObservedProblem(error: AppError): ObservedProblem {
  return { code: error.code, detail: error.message, action: error.options.action ?? null }
}

/** The object that was meant is gone and another has its name: a precondition on the uid did not hold. */
export function isReplaced(error: unknown): boolean {
  if (!(error instanceof ApiFailure)) return false
  if (error.status === 409) return /precondition failed: uid|uid mismatch/i.test(error.message)
  // A merge patch with another uid is taken for an attempt to change it.
  return error.status === 422 && causes(error).some((cause) => cause.field === 'metadata.uid')
}

function explainFailure(error: ApiFailure, context: RequestContext): AppError {
  if (isReplaced(error))
    return new AppError('kubernetes.not-found', `The object was replaced by a new one of the same name while Podkeeper wanted to ${context.doing}.`, { action: 'Nothing: the next look shows the new one.', evidence: error.message, cause: error })
  const rejected = explainAdmission(error, context)
  if (rejected) return rejected
  switch (error.status) {
    case 401:
      return new AppError('kubernetes.unauthorized', `The API server at ${context.server} did not accept Podkeeper's credentials; the token or certificate is wrong, expired or revoked.`, {
        action: 'Renew the credentials: register the Kubernetes cluster again with a fresh kubeconfig, or correct KUBECONFIG.',
        evidence: error.message,
        cause: error,
      })
    case 403:
      return explainForbidden(error, context)
    case 404:
      return explainMissing(error, context)
    case 409:
      return explainConflict(error, context)
    case 429:
      return new AppError('kubernetes.unreachable', `The API server at ${context.server} is overloaded and asks to come back later.`, { action: 'Podkeeper tries again by itself.', evidence: error.message, retryAfterSeconds: error.retryAfterSeconds ?? 1, cause: error })
    case 400:
    case 422:
      return explainInvalid(error, context)
    default:
      return explainServerError(error, context)
  }
}

function explainMissing(error: ApiFailure, context: RequestContext): AppError {
  const details = error.apiStatus?.details
  if (details?.kind === 'namespaces') {
    const namespace = details.name ?? context.namespace ?? ''
    return new AppError('kubernetes.namespace-missing', `The namespace "${namespace}" does not exist in this Kubernetes cluster.`, {
      action: `Create it with \`kubectl create namespace ${namespace}\`, or choose another.`,
      fields: [{ path: 'namespace', message: 'This namespace does not exist' }],
      evidence: error.message,
      cause: error,
    })
  }
  const what = details?.name ? `${details.kind ?? 'object'} "${details.name}"` : 'such object any more'
  return new AppError('kubernetes.not-found', `Kubernetes has no ${what}, so Podkeeper could not ${context.doing}.`, { evidence: error.message, cause: error })
}

function explainConflict(error: ApiFailure, context: RequestContext): AppError {
  const options = { evidence: error.message, cause: error }
  return new AppError('kubernetes.rejected', `Somebody else changed the object at the same moment, so Podkeeper could not ${context.doing}.`, { ...options, action: 'Podkeeper tries again by itself.' })
}

function explainInvalid(error: ApiFailure, context: RequestContext): AppError {
  const fields = causes(error).flatMap((cause) => (cause.field && cause.message ? [{ path: cause.field, message: cause.message }] : []))
  if (/updates to statefulset spec for fields other than/i.test(error.message))
    return new AppError('kubernetes.rejected', `Kubernetes does not allow this change of the StatefulSet: only replicas, template, update strategy and volume retention can be changed after it was made. Podkeeper wanted to ${context.doing}.`, {
      action: 'Undo the change of e.g. the storage size or class, or delete the StatefulSet with `kubectl delete --cascade=orphan` so that Podkeeper makes it anew around the running pods.',
      evidence: error.message,
      cause: error,
    })
  return new AppError('kubernetes.rejected', `Kubernetes refused to ${context.doing}: ${error.message}`, { action: 'Correct the named field and try again.', ...(fields.length > 0 ? { fields } : {}), evidence: error.message, cause: error })
}

function explainServerError(error: ApiFailure, context: RequestContext): AppError {
  return new AppError('kubernetes.unreachable', `The API server at ${context.server} failed to ${context.doing} (HTTP ${error.status}): ${error.message}`, {
    action: 'Podkeeper tries again by itself. When it lasts, look at the health of the control plane: `kubectl get --raw "/readyz?verbose"`.',
    evidence: error.message,
    ...(error.retryAfterSeconds === null ? {} : { retryAfterSeconds: error.retryAfterSeconds }),
    cause: error,
  })
}

/** Refusals by webhooks and policies come with any status between 400 and 500. */
function explainAdmission(error: ApiFailure, context: RequestContext): AppError | null {
  const denied = /admission webhook "([^"]+)" denied the request:?\s*([\s\S]*)/.exec(error.message)
  if (denied) return admissionError(error, `The admission webhook "${denied[1] ?? ''}" does not allow to ${context.doing}: ${denied[2] || 'it gave no reason'}`, 'Change the definition so that it meets that policy, or ask who runs the webhook for an exception.')
  const policy = /ValidatingAdmissionPolicy '([^']+)'(?: with binding '[^']+')? denied request:?\s*([\s\S]*)/.exec(error.message)
  if (policy) return admissionError(error, `The policy "${policy[1] ?? ''}" does not allow to ${context.doing}: ${policy[2] || 'it gave no reason'}`, 'Change the definition so that it meets that policy, or ask who wrote it for an exception.')
  const failing = /failed calling webhook "([^"]+)"[^:]*:?\s*([\s\S]*)/.exec(error.message)
  if (failing) return admissionError(error, `The admission webhook "${failing[1] ?? ''}" does not answer, so Kubernetes refuses to ${context.doing}: ${failing[2] ?? ''}`, 'Repair or remove the webhook (`kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations`). Podkeeper tries again by itself.')
  const podSecurity = /violates PodSecurity "([^"]+)": ([\s\S]*)/.exec(error.message)
  if (podSecurity) return admissionError(error, `The namespace's pod security level "${podSecurity[1] ?? ''}" does not allow to ${context.doing}: ${podSecurity[2] ?? ''}`, 'Use a namespace with another level, or change the label pod-security.kubernetes.io/enforce of this one.')
  return null
}

function admissionError(error: ApiFailure, detail: string, action: string): AppError {
  return new AppError('kubernetes.rejected', detail, { action, evidence: error.message, cause: error })
}

function causes(error: ApiFailure): { reason?: string | undefined; message?: string | undefined; field?: string | undefined }[] {
  return error.apiStatus?.details?.causes ?? []
}
