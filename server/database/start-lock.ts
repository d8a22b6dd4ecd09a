import { readFile, rm, writeFile } from 'node:fs/promises'
import { AppError } from '@/server/contracts/errors'

const POLL_MS = 100
const PATIENCE_MS = 90_000

/** Runs `work` while this process alone, of all processes, holds `file`; the lock of a dead process is taken over. */
export async function withStartLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  await acquire(file)
  try {
    return await work()
  } finally {
    await rm(file, { force: true })
  }
}

async function acquire(file: string): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS
  for (;;) {
    try {
      await writeFile(file, String(process.pid), { flag: 'wx' })
      return
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    }
    const holder = Number(await readFile(file, 'utf8').catch(() => '0'))
    // an empty file is one that is being written just now
    if (holder > 0 && !isAlive(holder)) await rm(file, { force: true })
    else if (Date.now() > deadline) throw new AppError('database.unreachable', `Another process (${holder}) has been starting the embedded Postgres for ${PATIENCE_MS / 1000} s.`, { action: `Look at postgres.log beside ${file}, end that process, delete ${file} and start again.` })
    else await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
