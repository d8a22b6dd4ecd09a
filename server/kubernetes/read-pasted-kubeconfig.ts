import { KubeConfig } from '@kubernetes/client-node'
import { parse } from 'yaml'
import { z } from 'zod'
import { AppError } from '@/server/contracts/errors'
import { requireComplete } from './require-complete-kubeconfig'

const text = z.string()
const clusterSchema = z.looseObject({
  server: text,
  'certificate-authority-data': text.optional(),
  'insecure-skip-tls-verify': z.boolean().optional(),
  'tls-server-name': text.optional(),
  'proxy-url': text.optional(),
})
const userSchema = z.looseObject({
  'client-certificate-data': text.optional(),
  'client-key-data': text.optional(),
  token: text.optional(),
  username: text.optional(),
  password: text.optional(),
  as: text.optional(),
})
const kubeconfigSchema = z.looseObject({
  'current-context': text.nullish(),
  clusters: z.array(z.looseObject({ name: text, cluster: clusterSchema })),
  users: z.array(z.looseObject({ name: text, user: userSchema.nullish() })),
  contexts: z.array(z.looseObject({ name: text, context: z.looseObject({ cluster: text, user: text, namespace: text.optional() }) })),
})
type Kubeconfig = z.infer<typeof kubeconfigSchema>

const EMBED = 'Export it with `kubectl config view --flatten --minify --raw`, which embeds the files, and paste that.'
const USE_TOKEN = 'Make a service account for Podkeeper (deploy/README.md shows how) and paste a kubeconfig with its token.'

/** Fields that name a file on the machine where the kubeconfig was made: here they would read this server's files. */
const FILE_FIELDS = ['certificate-authority', 'client-certificate', 'client-key', 'tokenFile', 'token-file']

/**
 * Reads a kubeconfig that somebody pasted. Only the chosen context, its cluster and its user are kept, and only fields that
 * hold the credentials themselves: what would run a program here or read a file here is refused.
 * @throws AppError kubernetes.kubeconfig-invalid
 */
export function readPastedKubeconfig(kubeconfig: string, context: string | null): KubeConfig {
  const parsed = parseKubeconfig(kubeconfig)
  const current = context ?? parsed['current-context'] ?? ''
  const chosen = parsed.contexts.find((entry) => entry.name === current)
  const cluster = parsed.clusters.find((entry) => entry.name === chosen?.context.cluster)
  const user = parsed.users.find((entry) => entry.name === chosen?.context.user)
  if (cluster) refuseFiles(`cluster "${cluster.name}"`, cluster.cluster)
  if (user?.user) {
    refusePlugins(user.name, user.user)
    refuseFiles(`user "${user.name}"`, user.user)
  }
  const kubeConfig = new KubeConfig()
  kubeConfig.loadFromOptions({
    currentContext: current,
    contexts: parsed.contexts.map((entry) => ({ name: entry.name, cluster: entry.context.cluster, user: entry.context.user, namespace: entry.context.namespace })),
    clusters: cluster ? [toCluster(cluster)] : [],
    users: user ? [toUser(user)] : [],
  })
  requireComplete(kubeConfig)
  if (cluster) requirePem(`certificate-authority-data of cluster "${cluster.name}"`, cluster.cluster['certificate-authority-data'])
  requireCredentials(user)
  return kubeConfig
}

function parseKubeconfig(kubeconfig: string): Kubeconfig {
  let data: unknown
  try {
    data = parse(kubeconfig)
  } catch (error) {
    throw invalid(`It is not valid YAML: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : ''}`, 'Paste the whole file, with its indentation.')
  }
  const result = kubeconfigSchema.safeParse(data)
  if (result.success) return result.data
  if (typeof data !== 'object' || data === null || !('clusters' in data)) throw invalid('It is not a kubeconfig: it has no list of clusters.', 'Paste what `kubectl config view --flatten --minify --raw` prints.')
  const issue = result.error.issues[0]
  throw invalid(`"${issue?.path.join('.') ?? ''}" is missing or not what a kubeconfig has there: ${issue?.message ?? ''}.`, 'Paste what `kubectl config view --flatten --minify --raw` prints.')
}

function refusePlugins(name: string, user: Record<string, unknown>): void {
  const plugin = ['exec', 'auth-provider'].find((field) => user[field] !== undefined && user[field] !== null)
  if (plugin) throw invalid(`User "${name}" signs in through ${plugin === 'exec' ? 'an exec plug-in' : 'an auth-provider plug-in'}, which would run a program on Podkeeper's server.`, USE_TOKEN)
}

function refuseFiles(owner: string, fields: Record<string, unknown>): void {
  const file = FILE_FIELDS.find((field) => fields[field] !== undefined && fields[field] !== null && fields[field] !== '')
  if (file) throw invalid(`The ${owner} names a file in "${file}", which does not exist on Podkeeper's server.`, file.toLowerCase().startsWith('token') ? USE_TOKEN : EMBED)
}

function requireCredentials(user: Kubeconfig['users'][number] | undefined): void {
  const fields = user?.user ?? {}
  const certificate = fields['client-certificate-data']
  const key = fields['client-key-data']
  if (certificate !== undefined || key !== undefined) {
    if (!certificate || !key) throw invalid(`User "${user?.name ?? ''}" has a client certificate without its key, or a key without its certificate.`, EMBED)
    requirePem(`client-certificate-data of user "${user?.name ?? ''}"`, certificate)
    requirePem(`client-key-data of user "${user?.name ?? ''}"`, key)
    return
  }
  if (fields.token === undefined && fields.username === undefined)
    throw invalid(`User "${user?.name ?? ''}" has no credentials: no token, client certificate or password.`, 'Paste what `kubectl config view --flatten --minify --raw` prints; without --raw the secrets are left out.')
  if (fields.token === 'REDACTED') throw invalid(`The token of user "${user?.name ?? ''}" is the word REDACTED.`, 'Add --raw: `kubectl config view --flatten --minify --raw`.')
}

function requirePem(what: string, data: string | undefined): void {
  if (data === undefined) return
  if (data === 'REDACTED' || data === 'DATA+OMITTED') throw invalid(`The ${what} is left out (${data}).`, 'Add --raw: `kubectl config view --flatten --minify --raw`.')
  if (!Buffer.from(data, 'base64').toString('latin1').includes('-----BEGIN ')) throw invalid(`The ${what} is not a PEM text in base64.`, EMBED)
}

function toCluster({ name, cluster }: Kubeconfig['clusters'][number]) {
  return {
    name,
    server: cluster.server.replace(/\/+$/, ''),
    caData: cluster['certificate-authority-data'],
    skipTLSVerify: cluster['insecure-skip-tls-verify'] === true,
    tlsServerName: cluster['tls-server-name'],
    proxyUrl: cluster['proxy-url'],
  }
}

function toUser({ name, user }: Kubeconfig['users'][number]) {
  return {
    name,
    certData: user?.['client-certificate-data'],
    keyData: user?.['client-key-data'],
    token: user?.token,
    username: user?.username,
    password: user?.password,
    impersonateUser: user?.as,
  }
}

function invalid(detail: string, action: string): AppError {
  return new AppError('kubernetes.kubeconfig-invalid', detail, { action, fields: [{ path: 'kubeconfig', message: detail }] })
}
