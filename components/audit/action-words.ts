/** Actions of the audit log in words; an action that is not here is shown as it is. */
export const ACTION_WORDS: Record<string, string> = {
  'cluster.create': 'Created the cluster',
  'cluster.update': 'Changed the cluster',
  'cluster.scale': 'Scaled the cluster',
  'cluster.delete': 'Deleted the cluster',
  'credentials.reveal': 'Looked at a password',
  'kubernetes-cluster.add': 'Added the Kubernetes cluster',
  'kubernetes-cluster.remove': 'Removed the Kubernetes cluster',
  'sandbox.inject-fault': 'Broke something in the sandbox',
  'sandbox.end-fault': 'Ended a fault in the sandbox',
  'session.sign-in': 'Signed in',
  'session.sign-in-refused': 'Was refused to sign in',
  'session.sign-out': 'Signed out',
  'token.create': 'Made an API token',
  'token.revoke': 'Revoked an API token',
  'user.create': 'Made the user',
  'user.change-password': 'Changed their password',
  'user.change-role': 'Changed the role',
  'user.disable': 'Disabled the user',
  'user.enable': 'Enabled the user',
  'user.reset-password': 'Gave a one-time password',
}

/** Groups for the filter: all actions that begin so. */
export const ACTION_GROUPS: readonly { prefix: string; label: string }[] = [
  { prefix: 'cluster.', label: 'Clusters: all' },
  { prefix: 'credentials.', label: 'Passwords of clusters: all' },
  { prefix: 'kubernetes-cluster.', label: 'Kubernetes clusters: all' },
  { prefix: 'user.', label: 'Users: all' },
  { prefix: 'token.', label: 'API tokens: all' },
  { prefix: 'session.', label: 'Signing in and out: all' },
  { prefix: 'sandbox.', label: 'Sandbox: all' },
]
