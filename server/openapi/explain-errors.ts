import { ERROR_CODES, type ErrorCode } from '@/server/contracts/errors'

export interface ErrorExplanation {
  /** when it is answered */
  when: string
  /** what to do, for a person or a program */
  remedy: string
}

/** One entry for each code, shown at /docs/errors. Each answer's own `detail` and `action` tell more of its case. */
export const ERROR_EXPLANATIONS: Record<ErrorCode, ErrorExplanation> = {
  'request.invalid': { when: 'The input was read and breaks a rule: a value out of its limits, a name that cannot be one, a change that is not possible. `fields` lists each problem with its path.', remedy: 'Correct the fields that are listed. Sending the same again gives the same answer.' },
  'request.malformed': { when: 'The body is not JSON, or a header cannot be read.', remedy: 'Send JSON with Content-Type: application/json, and headers as the API describes them.' },
  'request.too-large': { when: 'The body is larger than the limit, which is 1 MiB unless said otherwise.', remedy: 'Send less.' },
  'request.idempotency-mismatch': { when: 'The Idempotency-Key came with another path or body before.', remedy: 'Use a new key for a new request.' },
  'request.in-progress': { when: 'A request with this Idempotency-Key is still being carried out.', remedy: 'Wait some seconds and send it again with the same key: the answer will be that of the first.' },
  'request.precondition-required': { when: 'The change must say which state it starts from.', remedy: 'Read the object, and send its ETag as If-Match.' },
  'auth.required': { when: 'There is no session and no token, or it has ended, was revoked or expired.', remedy: 'Sign in, or send an API token as Authorization: Bearer pk_….' },
  'auth.invalid-credentials': { when: 'No user has this name with this password. Which of the two is wrong is not told.', remedy: 'Try again, or ask an administrator for a new one-time password.' },
  'auth.password-change-required': { when: 'The password was given by somebody else and must be changed before anything else.', remedy: 'Choose a password of your own.' },
  'auth.forbidden': { when: 'The role lacks the permission that is named, or Podkeeper runs in read-only mode.', remedy: 'Ask an administrator for one of the roles that are named.' },
  'auth.foreign-origin': { when: 'A request with a session cookie came from another site.', remedy: 'Programs send a token instead of a cookie. Behind a reverse proxy set PUBLIC_URL.' },
  'auth.rate-limited': { when: 'There were too many attempts to sign in or to guess a password.', remedy: 'Wait as long as Retry-After says.' },
  'not-found': { when: 'The address names nothing, or nothing that is still there.', remedy: 'Look for it in its list.' },
  'user.name-taken': { when: 'Another user has this name; capitals do not matter.', remedy: 'Choose another name.' },
  'user.last-admin': { when: 'The change would leave nobody who can manage users.', remedy: 'Make somebody else an administrator first.' },
  'cluster.gone': { when: 'The cluster was deleted. `current` tells when, by whom, and whether its volumes were kept.', remedy: 'Where volumes were kept, create a cluster of the same name with useKeptVolumes.' },
  'cluster.name-taken': { when: 'A living cluster has this name in this namespace of this Kubernetes cluster; one that is being deleted counts.', remedy: 'Choose another name or namespace, or wait until the other one is gone.' },
  'cluster.changed-meanwhile': { when: 'The definition has a newer generation than the one in If-Match. `current` has the present definition and who changed what.', remedy: 'Put your change onto the present definition, and send it with its ETag.' },
  'cluster.protected': { when: 'Deletion protection is on.', remedy: 'Change the definition to deletionProtection: false first.' },
  'cluster.being-deleted': { when: 'Somebody has asked for the deletion, which is under way.', remedy: 'Wait until it is gone. A deletion cannot be taken back; kept volumes can be started on again.' },
  'cluster.operation-running': { when: 'An operation runs that this one must not cross.', remedy: 'Follow the operation and try again when it has ended.' },
  'cluster.prechecks-failed': { when: 'A change of the primary was asked for, and a condition is not met, or has a warning that was not accepted. `current` has every check with what was seen.', remedy: 'Remedy what the failed checks say. Soft ones may be accepted by their ids.' },
  'cluster.not-managed': { when: 'The cluster runs in the StatefulSet way or has a single instance, or nothing was seen of it yet: there is nobody to change the primary to.', remedy: 'Only clusters in the operator way with replicas have this.' },
  'cluster.not-cancellable': { when: 'The operation has ended, is past the point from which it only goes forward, or is of a kind that cannot be cancelled.', remedy: 'Follow the operation to its end. A switchover back is another operation.' },
  'kubernetes.unreachable': { when: 'The API server does not answer. MySQL goes on; what was last seen is shown with its age.', remedy: 'Check network and API server. Podkeeper goes on by itself when it answers.' },
  'kubernetes.forbidden': { when: 'Kubernetes refused, because Podkeeper\'s account lacks a permission. The answer names it.', remedy: 'Apply the role that the answer shows, or deploy/rbac of the project.' },
  'kubernetes.unauthorized': { when: 'Kubernetes does not accept the credentials: expired, revoked, or of another cluster.', remedy: 'Register the Kubernetes cluster with a new kubeconfig.' },
  'kubernetes.namespace-missing': { when: 'The namespace does not exist or is being deleted. Podkeeper makes no namespaces.', remedy: 'Create it with kubectl, or choose another.' },
  'kubernetes.storage-class-missing': { when: 'The storage class does not exist, or there is no default one.', remedy: 'Choose one of those that are listed.' },
  'kubernetes.quota-exceeded': { when: 'A ResourceQuota or LimitRange of the namespace does not allow it.', remedy: 'Ask for less, or have the quota raised.' },
  'kubernetes.object-not-ours': { when: 'An object of the name exists that was not made for this cluster. Podkeeper never takes it over.', remedy: 'Delete or rename it, or choose another name for the cluster.' },
  'kubernetes.rejected': { when: 'Kubernetes, or an admission policy in it, does not accept an object. The answer has its words.', remedy: 'Change what it complains of.' },
  'kubernetes.kubeconfig-invalid': { when: 'The kubeconfig cannot be read, lacks something, or refers to files or programs of the machine it was made on.', remedy: 'Use one that holds certificates and a token itself: kubectl config view --flatten --minify.' },
  'kubernetes.name-taken': { when: 'Another registered Kubernetes cluster has this name.', remedy: 'Choose another name.' },
  'kubernetes.in-use': { when: 'MySQL clusters run on it, volumes of deleted ones were kept on it, or the process itself was started with it.', remedy: 'Delete the clusters first; for kept volumes see forgetKeptVolumes.' },
  'kubernetes.not-found': { when: 'Kubernetes has no such pod, container or log now.', remedy: 'Wait until it is there; the timeline tells what it waits for.' },
  'mysql.unreachable': { when: 'An instance does not answer.', remedy: 'Look at its log and at what the operator says.' },
  'mysql.refused': { when: 'An instance refused a statement. The answer has its words.', remedy: 'Look at what it says.' },
  'database.unreachable': { when: 'Podkeeper cannot reach its own Postgres; nothing was changed. MySQL clusters are not affected.', remedy: 'Try again in a minute. If it lasts, check Postgres and DATABASE_URL.' },
  'sandbox.only': { when: 'Faults can be injected into the sandbox only, and none runs in this process.', remedy: 'Start Podkeeper with PODKEEPER_SANDBOX=1.' },
  starting: { when: 'Podkeeper has not finished starting.', remedy: 'Try again in some seconds; /readyz answers 200 when it is ready.' },
  internal: { when: 'A defect of Podkeeper. The answer says nothing more; the log has it under the request id.', remedy: 'Try again. If it happens again, report it with the request id.' },
}

/** In the order of the codes. */
export function listErrors(): ({ code: ErrorCode; status: number; title: string } & ErrorExplanation)[] {
  return (Object.keys(ERROR_CODES) as ErrorCode[]).map((code) => ({ code, ...ERROR_CODES[code], ...ERROR_EXPLANATIONS[code] }))
}
