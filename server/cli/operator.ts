import { startUp } from '@/server/boot'
import { EnvironmentError, environment } from '@/server/config/environment'
import { log } from '@/server/log/log'

/** An operator on its own: `node dist/operator.mjs`. Needs DATABASE_URL. */
async function main(): Promise<void> {
  try {
    if (environment().databaseUrl === null) throw new EnvironmentError(['DATABASE_URL: an operator on its own needs the Postgres that the web uses'])
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(1)
  }
  const booted = await startUp('operator')
  log.info('the operator started')
  const stop = (signal: string) => {
    log.info({ signal }, 'the operator stops')
    void booted.shutDown().finally(() => process.exit(0))
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
}

void main()
