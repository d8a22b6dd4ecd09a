import { z } from 'zod'

const truth = z
  .enum(['1', '0', 'true', 'false', 'yes', 'no', ''], 'must be 1 or 0')
  .default('')
  .transform((word) => word === '1' || word === 'true' || word === 'yes')

const optionalText = z
  .string()
  .optional()
  .transform((text) => (text === undefined || text.trim() === '' ? null : text.trim()))

const webAddress = optionalText.refine((text) => text === null || /^https?:$/.test(protocolOf(text) ?? ''), 'must be an address such as https://podkeeper.example.com')

const namespaceList = optionalText
  .transform((text) => (text === null ? null : [...new Set(text.split(',').map((name) => name.trim()).filter((name) => name !== ''))]))
  .refine((names) => names === null || (names.length > 0 && names.every((name) => name.length <= 63 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name))), 'must be names of namespaces with commas between them, e.g. shop,billing')

const variables = z.object({
  DATABASE_URL: optionalText.refine(
    (text) => text === null || /^postgres(ql)?:$/.test(protocolOf(text) ?? ''),
    'must be postgresql://user:password@host:5432/database; leave it out to use the embedded Postgres',
  ),
  DATABASE_POOL_SIZE: z.coerce.number('must be a number of connections').int().min(2, 'must be at least 2').max(200, 'must be at most 200').default(12),
  DATA_DIR: z.string().min(1, 'must be a directory that Podkeeper may write to').default('./data'),
  PORT: z.coerce.number('must be a port number').int().min(1, 'must be from 1 to 65535').max(65_535, 'must be from 1 to 65535').default(3000),
  HOST: z.string().min(1, 'must be an address to listen on, e.g. 127.0.0.1 or 0.0.0.0').default('127.0.0.1'),
  KUBECONFIG: optionalText,
  PODKEEPER_NAMESPACES: namespaceList,
  PODKEEPER_ROLE: z.enum(['all', 'web', 'operator'], 'must be all, web or operator').default('all'),
  PODKEEPER_SECRET_KEY: optionalText.refine((text) => text === null || text.length >= 32, 'must have at least 32 characters, e.g. the output of: openssl rand -base64 32'),
  PODKEEPER_SANDBOX: truth,
  PUBLIC_URL: webAddress,
  TRUSTED_PROXIES: z.coerce.number('must be a number of reverse proxies in front of Podkeeper').int().min(0).max(10).default(0),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], 'must be trace, debug, info, warn, error, fatal or silent').default('info'),
  READ_ONLY_MODE: truth,
  METRICS_PUBLIC: truth,
})

/** Settings of this process, from environment variables; docs/configuration lists them. */
export interface Environment {
  /** null: use the embedded Postgres */
  databaseUrl: string | null
  databasePoolSize: number
  /** embedded Postgres, generated secret key */
  dataDirectory: string
  port: number
  host: string
  /** path of a kubeconfig; null: in-cluster, else none */
  kubeconfig: string | null
  /** the only ones that Podkeeper may use on the Kubernetes cluster of its environment; null: all */
  namespaces: readonly string[] | null
  role: 'all' | 'web' | 'operator'
  /** null: a generated key in the data directory */
  secretKey: string | null
  /** true: use the sandbox even though a Kubernetes is configured */
  sandbox: boolean
  /** the address that browsers use; null: http://host:port */
  publicUrl: string | null
  /** how many reverse proxies add to X-Forwarded-For; 0: the header is not believed */
  trustedProxies: number
  logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent'
  /** every change is refused */
  readOnlyMode: boolean
  /** /metrics answers everybody */
  metricsPublic: boolean
}

/** What is wrong with the environment, one line a variable. */
export class EnvironmentError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`These environment variables cannot be used:\n${problems.map((line) => `  ${line}`).join('\n')}\nCorrect or unset them and start again.`)
    this.name = 'EnvironmentError'
  }
}

/**
 * Reads the settings. Values are not repeated in problems, for they may be secrets.
 * @throws EnvironmentError naming every bad variable and what it must be
 */
export function parseEnvironment(source: Record<string, string | undefined>): Environment {
  const parsed = variables.safeParse(source)
  if (!parsed.success) throw new EnvironmentError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`))
  const v = parsed.data
  return {
    databaseUrl: v.DATABASE_URL,
    databasePoolSize: v.DATABASE_POOL_SIZE,
    dataDirectory: v.DATA_DIR,
    port: v.PORT,
    host: v.HOST,
    kubeconfig: v.KUBECONFIG,
    namespaces: v.PODKEEPER_NAMESPACES,
    role: v.PODKEEPER_ROLE,
    secretKey: v.PODKEEPER_SECRET_KEY,
    sandbox: v.PODKEEPER_SANDBOX,
    publicUrl: v.PUBLIC_URL,
    trustedProxies: v.TRUSTED_PROXIES,
    logLevel: v.LOG_LEVEL,
    readOnlyMode: v.READ_ONLY_MODE,
    metricsPublic: v.METRICS_PUBLIC,
  }
}

/** The settings of this process. @throws EnvironmentError */
export function environment(): Environment {
  return parseEnvironment(process.env)
}

/** The origin that browsers use, without a slash at the end. */
export function publicOrigin(settings: Environment = environment()): string {
  if (settings.publicUrl) return new URL(settings.publicUrl).origin
  const host = settings.host === '0.0.0.0' || settings.host === '::' ? 'localhost' : settings.host
  return `http://${host.includes(':') ? `[${host}]` : host}:${settings.port}`
}

function protocolOf(text: string): string | null {
  return URL.canParse(text) ? new URL(text).protocol : null
}
