import { setTimeout as pause } from 'node:timers/promises'
import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise'
import type { Duplex } from 'node:stream'

const STATEMENT_TIMEOUT_MS = 3_000
const PAUSE_MS = 20

/** Opens a stream to MySQL of an instance; throws when it cannot. */
export type Dial = (instance: string) => Promise<Duplex>

/**
 * A client that inserts numbered rows wherever the primary service leads and keeps which of them were acknowledged. A row
 * whose answer did not come is not counted: it may be there or not.
 */
export class RecordingWriter {
  readonly acknowledged: number[] = []
  /** ms between two acknowledgements, when it was longer than ever before */
  longestGapMs = 0
  private next = 1
  private lastAt = 0
  private stopped = false
  private running: Promise<void> | null = null
  /** what went wrong last, for messages */
  problem = ''

  /** @param primary name of the instance that the service leads to; null when to none */
  constructor(private readonly dial: Dial, private readonly primary: () => string | null, private readonly password: string) {}

  /** Makes the table and an account as an application has it. */
  async prepare(): Promise<void> {
    const admin = await this.connect(this.primary() ?? '', 'root', this.password)
    for (const statement of ['CREATE DATABASE IF NOT EXISTS app', 'CREATE TABLE IF NOT EXISTS app.written (id INT PRIMARY KEY, at TIMESTAMP(6) DEFAULT CURRENT_TIMESTAMP(6))', `CREATE USER IF NOT EXISTS app@'%' IDENTIFIED BY 'app'`, `GRANT ALL ON app.* TO app@'%'`]) await admin.query(statement)
    admin.destroy()
  }

  /** Goes on with the numbers of another writer. */
  continueAfter(acknowledged: readonly number[]): void {
    this.acknowledged.push(...acknowledged)
    this.next = Math.max(0, ...acknowledged) + 1_000
  }

  start(): void {
    this.lastAt = Date.now()
    this.running = this.run()
  }

  async stop(): Promise<void> {
    this.stopped = true
    await this.running
  }

  /** Forgets how long the longest gap was. */
  resetGap(): void {
    this.longestGapMs = 0
    this.lastAt = Date.now()
  }

  private async run(): Promise<void> {
    let connection: Connection | null = null
    let at: string | null = null
    while (!this.stopped) {
      try {
        const primary = this.primary()
        if (primary === null) throw new Error('the service leads nowhere')
        if (connection === null || at !== primary) {
          connection?.destroy()
          connection = await this.connect(primary, 'app', 'app')
          at = primary
        }
        const id = this.next++
        await withTimeout(connection.query('INSERT INTO app.written (id) VALUES (?)', [id]))
        this.note(id)
        await pause(PAUSE_MS)
      } catch (error) {
        this.problem = error instanceof Error ? error.message : String(error)
        connection?.destroy()
        connection = null
        await pause(100)
      }
    }
    connection?.destroy()
  }

  private note(id: number): void {
    const now = Date.now()
    this.acknowledged.push(id)
    this.longestGapMs = Math.max(this.longestGapMs, now - this.lastAt)
    this.lastAt = now
  }

  private async connect(instance: string, user: string, password: string): Promise<Connection> {
    const stream = await withTimeout(this.dial(instance))
    stream.on('error', () => undefined)
    const opened = createConnection({ stream, user, password, host: `${instance}.${Date.now()}`, connectTimeout: STATEMENT_TIMEOUT_MS, ssl: { rejectUnauthorized: false } })
    try {
      const connection = await withTimeout(opened)
      connection.on('error', () => connection.destroy())
      return connection
    } catch (error) {
      stream.destroy()
      throw error
    }
  }

  /** @returns acknowledged rows that an instance lacks, and how many rows it has */
  async compare(instance: string): Promise<{ missing: number[]; rows: number; doubled: number }> {
    const connection = await this.connect(instance, 'root', this.password)
    const [rows] = await connection.query<RowDataPacket[]>('SELECT id FROM app.written')
    connection.destroy()
    const ids = rows.map((row) => Number(row['id']))
    const present = new Set(ids)
    return { missing: this.acknowledged.filter((id) => !present.has(id)), rows: present.size, doubled: ids.length - present.size }
  }
}

async function withTimeout<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  work.catch(() => undefined)
  try {
    return await Promise.race([work, new Promise<never>((_resolve, reject) => { timer = setTimeout(() => reject(new Error(`no answer within ${STATEMENT_TIMEOUT_MS} ms`)), STATEMENT_TIMEOUT_MS) })])
  } finally {
    clearTimeout(timer)
  }
}
