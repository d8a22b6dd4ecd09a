import { spawn, type ChildProcess } from 'node:child_process'
import { createServer } from 'node:net'
import path from 'node:path'
import { EnvironmentError, environment, publicOrigin, type Environment } from '@/server/config/environment'
import { AppError } from '@/server/contracts/errors'
import { startEmbedded, stopEmbedded } from '@/server/database/embedded'

const NEXT = path.join('node_modules', 'next', 'dist', 'bin', 'next')
const STOP_TIMEOUT_MS = 20_000
const READY_POLL_MS = 200

const say = (text: string) => process.stdout.write(`${text}\n`)

/**
 * Runs Podkeeper in the foreground: the embedded Postgres unless DATABASE_URL is set, and the console with its operator as a
 * child. Ends when the child does or at Ctrl-C, and ends everything that it started.
 * @param mode `start` serves the build; `dev` compiles on demand
 */
export async function serve(mode: 'start' | 'dev' = 'start'): Promise<void> {
  try {
    const settings = environment()
    await requireFreePort(settings)
    const databaseUrl = settings.databaseUrl ?? (await startDatabase(settings))
    const child = spawnNext(mode, settings, databaseUrl)
    const ended = forwardSignals(child)
    void announceWhenReady(settings, child)
    const status = await ended
    if (settings.databaseUrl === null) await stopEmbedded(settings.dataDirectory)
    process.exit(status)
  } catch (error) {
    if (error instanceof EnvironmentError) say(error.message)
    else if (error instanceof AppError) say([error.message, error.options.action, error.options.evidence].filter(Boolean).join('\n'))
    else throw error
    process.exit(1)
  }
}

async function startDatabase(settings: Environment): Promise<string> {
  const database = await startEmbedded({ dataDirectory: settings.dataDirectory, onProgress: (message) => say(`${message} …`) })
  return database.url
}

function spawnNext(mode: 'start' | 'dev', settings: Environment, databaseUrl: string): ChildProcess {
  const quiet = process.stdout.isTTY && process.env.LOG_LEVEL === undefined
  return spawn(process.execPath, [NEXT, mode, '-H', settings.host, '-p', String(settings.port)], {
    // A group of its own: Ctrl-C in a terminal reaches this process only, which then ends things in order.
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, DATABASE_URL: databaseUrl, NEXT_MANUAL_SIG_HANDLE: 'true', NEXT_TELEMETRY_DISABLED: '1', ...(quiet ? { LOG_LEVEL: 'warn' } : {}) },
  })
}

/** @returns the status to exit with, once the child has ended */
function forwardSignals(child: ChildProcess): Promise<number> {
  let asked = false
  const stop = () => {
    if (asked) {
      child.kill('SIGKILL')
      return
    }
    asked = true
    say('\nStopping …')
    child.kill('SIGTERM')
    setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS).unref()
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  process.on('SIGHUP', stop)
  // What Next prints of itself (banner, addresses) would only repeat ours; log lines are JSON and are passed on.
  child.stdout?.on('data', (chunk: Buffer) => {
    const lines = chunk.toString('utf8').split('\n').filter((line) => line.startsWith('{') || line.startsWith('First login:'))
    if (lines.length > 0) say(lines.join('\n'))
  })
  return new Promise((resolve) => {
    child.on('error', (error) => {
      say(`The console could not be started: ${error.message}`)
      resolve(1)
    })
    child.on('close', (status) => resolve(asked ? 0 : (status ?? 1)))
  })
}

async function announceWhenReady(settings: Environment, child: ChildProcess): Promise<void> {
  const origin = `http://${settings.host === '0.0.0.0' || settings.host === '::' ? '127.0.0.1' : settings.host}:${settings.port}`
  while (child.exitCode === null) {
    const ready = await fetch(`${origin}/readyz`).then((response) => response.ok, () => false)
    if (ready) {
      say(`Podkeeper is ready: ${publicOrigin(settings)}`)
      return
    }
    await new Promise((resolve) => setTimeout(resolve, READY_POLL_MS))
  }
}

function requireFreePort({ host, port }: Environment): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') reject(new EnvironmentError([`PORT: ${port} is in use by another program; choose another, e.g. PORT=${port + 1} npm start`]))
      else if (error.code === 'EACCES') reject(new EnvironmentError([`PORT: ${port} may not be opened by this user; choose one above 1023`]))
      else reject(new EnvironmentError([`HOST: ${host} cannot be listened on (${error.code ?? error.message})`]))
    })
    probe.listen(port, host, () => probe.close(() => resolve()))
  })
}

if (process.argv.includes('--run')) void serve()
