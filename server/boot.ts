import { existsSync } from 'node:fs'
import { pruneAttempts } from '@/server/auth/attempts'
import { trackPeerAddresses } from '@/server/auth/client-address'
import { environment } from '@/server/config/environment'
import { closeDatabase, databaseUrl, db } from '@/server/database/client'
import { applyMigrations } from '@/server/database/migrate'
import { setReadiness } from '@/server/http/readiness'
import { readCurrentContext } from '@/server/kubernetes/load-credentials'
import { log } from '@/server/log/log'
import { runOperator, type RunningOperator } from '@/server/operator/run-operator'
import { pruneIdempotencyKeys } from '@/server/services/idempotency/repeat-safely'
import { setServicePorts } from '@/server/services/ports'
import { createFirstAdmin } from '@/server/services/users/create-first-admin'
import { compose, type Composition } from './composition'
import { registerKubernetes } from './register-kubernetes'
import { runSandbox } from './run-sandbox'

const SERVICE_ACCOUNT_TOKEN = '/var/run/secrets/kubernetes.io/serviceaccount/token'
const RETRY_MS = 2_000

/** What the process itself was given: the sandbox only where there is nothing else. */
export function environmentSource(): 'environment' | 'in-cluster' | 'sandbox' {
  const settings = environment()
  if (settings.sandbox) return 'sandbox'
  if (settings.kubeconfig !== null) return 'environment'
  return existsSync(/* turbopackIgnore: true */ SERVICE_ACCOUNT_TOKEN) ? 'in-cluster' : 'sandbox'
}

/** Registers the Kubernetes cluster of the environment, once; @returns the sandbox's id when this process runs it. */
async function registerEnvironment(): Promise<string | null> {
  const source = environmentSource()
  const row = await registerKubernetes(source, source === 'environment' ? readCurrentContext() : null)
  const sandbox = source === 'sandbox' ? row : await db().kubernetesCluster.findFirst({ where: { source: 'sandbox' } })
  return environment().role === 'all' ? (sandbox?.id ?? null) : null
}

/** Called once in a web process: see instrumentation.ts. Signals end the operator first, so that another may lead at once. */
export async function boot(): Promise<void> {
  const settings = environment()
  trackPeerAddresses()
  setReadiness({ state: 'starting', reason: 'the database is being prepared' })
  // Not awaited: requests are answered (503 by /readyz) while Postgres is waited for.
  const booted = startUp(settings.role === 'operator' ? 'all' : settings.role)
  const stop = () => {
    setReadiness({ state: 'stopping' })
    void booted.then((running) => running.shutDown()).catch((error: unknown) => log.error({ err: error }, 'stopping was not clean')).finally(() => process.exit(0))
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
  void booted.then(async () => {
    const first = await createFirstAdmin()
    if (first !== null) process.stdout.write(`First login: user ${first.username}, one-time password ${first.oneTimePassword}  (you choose your own at the first sign-in)\n`)
    setReadiness({ state: 'ready' })
    pruneHourly()
  }).catch((error: unknown) => log.fatal({ err: error }, 'Podkeeper could not start'))
}

function pruneHourly(): void {
  const prune = () => Promise.all([pruneIdempotencyKeys(), pruneAttempts()]).catch((error: unknown) => log.warn({ err: error }, 'old keys could not be removed'))
  setInterval(() => void prune(), 3_600_000).unref()
}

export interface Booted {
  composition: Composition
  operator: RunningOperator | null
  shutDown(): Promise<void>
}

/** Migrates, registers what the environment gives, wires ports, and starts the operator where this process is one. */
export async function startUp(role: 'web' | 'operator' | 'all'): Promise<Booted> {
  await waitForDatabase()
  const sandboxId = await registerEnvironment()
  const running = sandboxId === null ? null : await runSandbox(sandboxId)
  const composition = compose(running?.sandbox ?? null)
  setServicePorts(composition.servicePorts)
  const operator = role === 'web' ? null : runOperator(composition.operatorPorts)
  return {
    composition,
    operator,
    async shutDown() {
      await operator?.stop()
      await running?.close()
      await composition.close()
      await closeDatabase()
    },
  }
}

/** Postgres may start later than Podkeeper, or be away for a while. */
async function waitForDatabase(): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      const applied = await applyMigrations(databaseUrl())
      if (applied.length > 0) log.info({ applied }, 'the database was brought up to date')
      return
    } catch (error) {
      if (attempt === 1) log.error({ err: error }, 'Postgres cannot be used yet; trying again until it can')
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
    }
  }
}
