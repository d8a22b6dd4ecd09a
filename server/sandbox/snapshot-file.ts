import { mkdir, open, readFile, rename } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { SNAPSHOT_VERSION, sandboxSnapshotSchema, type SandboxSnapshot } from './snapshot-schema'

/** How a sandbox lies on disk. The id ties it to the database whose clusters it simulates. */
const fileSchema = z.object({
  format: z.literal('podkeeper-sandbox'),
  version: z.literal(SNAPSHOT_VERSION),
  kubernetesClusterId: z.string(),
  /** written when Podkeeper was stopped in order; false: while it ran, and more may have happened since */
  final: z.boolean(),
  snapshot: sandboxSnapshotSchema,
})
const tagSchema = z.object({ version: z.number(), kubernetesClusterId: z.string().optional() })

export type ReadSnapshot =
  | { state: 'absent' }
  | { state: 'read'; snapshot: SandboxSnapshot; final: boolean }
  /** it cannot be used and was renamed, so that nothing is lost */
  | { state: 'set-aside'; file: string; because: string }

/**
 * What an earlier process put away. A file that is damaged, of another version, or of another database is renamed.
 * @throws errors of the file system other than that the file is not there
 */
export async function readSnapshotFile(file: string, kubernetesClusterId: string, nowMs: number): Promise<ReadSnapshot> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { state: 'absent' }
    throw error
  }
  const because = tellProblem(text, kubernetesClusterId)
  if (typeof because !== 'string') return { state: 'read', ...because }
  const aside = `${file}.unusable-${new Date(nowMs).toISOString().replaceAll(/[:.]/g, '-')}`
  await rename(file, aside)
  return { state: 'set-aside', file: aside, because }
}

function tellProblem(text: string, kubernetesClusterId: string): string | { snapshot: SandboxSnapshot; final: boolean } {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return 'it is not JSON'
  }
  const tag = tagSchema.safeParse(json)
  if (tag.success && tag.data.version !== SNAPSHOT_VERSION) return `it is of version ${tag.data.version}, and this Podkeeper reads version ${SNAPSHOT_VERSION}`
  if (tag.success && tag.data.kubernetesClusterId !== kubernetesClusterId) return 'it belongs to another database'
  const parsed = fileSchema.safeParse(json)
  if (!parsed.success) return `it is damaged: ${parsed.error.issues.slice(0, 3).map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')}`
  return { snapshot: parsed.data.snapshot, final: parsed.data.final }
}

/**
 * Writes whole or not at all; readable by its owner only, because it holds the simulated clusters' passwords.
 * @throws errors of the file system
 */
export async function writeSnapshotFile(file: string, content: { kubernetesClusterId: string; final: boolean; snapshot: SandboxSnapshot }): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true })
  const draft = `${file}.${process.pid}.draft`
  const handle = await open(draft, 'w', 0o600)
  try {
    await handle.writeFile(JSON.stringify({ format: 'podkeeper-sandbox', version: SNAPSHOT_VERSION, ...content } satisfies z.input<typeof fileSchema>))
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(draft, file)
}
