// What must be there before any TypeScript can run: packages and, for start, a build. Plain JavaScript with Node's own modules only.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'

export const ROOT = path.resolve(import.meta.dirname, '..', '..')
const SOURCES = ['app', 'components', 'server', 'prisma/schema.prisma', 'public', 'next.config.js', 'instrumentation.ts', 'proxy.ts', 'package.json', 'package-lock.json', 'tsconfig.json', 'postcss.config.mjs']
const MINIMUM_NODE = [20, 19]

export function say(text) {
  process.stdout.write(`${text}\n`)
}

/** Runs a program with its output shown. Exits with its status when it fails. */
export function runOrExit(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { cwd: ROOT, stdio: 'inherit', ...options })
  if (error) say(`${command} could not be started: ${error.message}`)
  if (status !== 0) process.exit(status ?? 1)
}

/** Runs a program, shows a line while it takes long and its output only when it fails. */
export function runQuietly(title, command, args, env = process.env) {
  return new Promise((resolve) => {
    const startedAt = Date.now()
    const child = spawn(command, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] })
    const output = []
    child.stdout.on('data', (chunk) => output.push(chunk))
    child.stderr.on('data', (chunk) => output.push(chunk))
    const timer = setInterval(() => say(`  … ${title}, ${Math.round((Date.now() - startedAt) / 1000)} s so far`), 15_000)
    const finish = (status, message) => {
      clearInterval(timer)
      if (status === 0) return resolve((Date.now() - startedAt) / 1000)
      process.stderr.write(Buffer.concat(output))
      say(`\n${title} failed${message ? `: ${message}` : ''}. The output above says why.`)
      process.exit(status ?? 1)
    }
    child.on('error', (error) => finish(1, error.message))
    child.on('close', (status) => finish(status))
  })
}

export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major < MINIMUM_NODE[0] || (major === MINIMUM_NODE[0] && minor < MINIMUM_NODE[1])) {
    say(`Podkeeper needs Node.js ${MINIMUM_NODE.join('.')} or newer; this is ${process.versions.node}. Install a newer one and start again.`)
    process.exit(1)
  }
}

/** Installs packages when they are missing or older than the lock file, and makes Prisma's client when the schema changed. */
export async function ensurePackages() {
  const marker = path.join(ROOT, 'node_modules', '.podkeeper-installed')
  const lock = digestOfFile('package-lock.json')
  if (existsSync(marker) && readFileSync(marker, 'utf8') === lock) return ensureDatabaseClient()
  say('Installing packages (about a minute and a half the first time) …')
  const seconds = await runQuietly('installing packages', 'npm', ['ci', '--no-audit', '--no-fund', '--include=dev'])
  writeFileSync(marker, lock)
  say(`  packages installed in ${seconds.toFixed(0)} s`)
  await ensureDatabaseClient()
}

async function ensureDatabaseClient() {
  const marker = path.join(ROOT, 'server', 'generated', 'schema-digest')
  const schema = digestOfFile('prisma/schema.prisma')
  if (existsSync(marker) && readFileSync(marker, 'utf8') === schema) return
  await runQuietly('making the database client', process.execPath, [path.join(ROOT, 'node_modules', 'prisma', 'build', 'index.js'), 'generate'])
  writeFileSync(marker, schema)
}

const digestOfFile = (relative) => createHash('sha256').update(readFileSync(path.join(ROOT, relative))).digest('hex')

/** Builds when there is no build or a source is newer than it. */
export async function ensureBuild() {
  const marker = path.join(ROOT, '.next', 'podkeeper-build')
  const digest = digestOfSources()
  if (existsSync(marker) && readFileSync(marker, 'utf8') === digest && existsSync(path.join(ROOT, 'dist', 'serve.mjs'))) return
  say('Building the console (about a minute, only after a change) …')
  const seconds = await runQuietly('building', process.execPath, [path.join(import.meta.dirname, 'build.mjs')], { ...process.env, NODE_ENV: 'production' })
  writeFileSync(marker, digest)
  say(`  built in ${seconds.toFixed(0)} s`)
}

function digestOfSources() {
  const hash = createHash('sha256')
  const add = (relative) => {
    const file = path.join(ROOT, relative)
    if (!existsSync(file)) return
    if (statSync(file).isDirectory()) {
      for (const name of readdirSync(file).sort()) if (name !== 'generated') add(path.join(relative, name))
    } else if (!/\.test\.tsx?$/.test(relative)) {
      hash.update(relative).update('\0').update(readFileSync(file)).update('\0')
    }
  }
  for (const source of SOURCES) add(source)
  return hash.digest('hex')
}
