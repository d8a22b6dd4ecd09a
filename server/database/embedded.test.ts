import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startEmbedded, stopEmbedded } from './embedded'

let directory = ''
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'podkeeper-embedded-'))
})
afterAll(async () => {
  await stopEmbedded(directory, 'immediate')
  await rm(directory, { recursive: true })
})

describe('the embedded Postgres', () => {
  it('is made once by two starters at the same moment, says what it does, and keeps committed rows through a crash', { timeout: 120_000 }, async () => {
    const said: string[] = []
    const [one, two] = await Promise.all([startEmbedded({ dataDirectory: directory, onProgress: (message) => said.push(message) }), startEmbedded({ dataDirectory: directory })])
    expect(one.url).toBe(two.url)
    expect([one.started, two.started].filter(Boolean)).toHaveLength(1)
    await query(one.url, 'create table kept (n int)')
    await query(one.url, 'insert into kept values (7)')

    await stopEmbedded(directory, 'immediate')
    const again = await startEmbedded({ dataDirectory: directory, onProgress: (message) => said.push(message) })
    expect(again).toMatchObject({ url: one.url, started: true })
    expect(await query(again.url, 'select n from kept')).toEqual([{ n: 7 }])
    expect(said.join()).toContain('Starting')

    await stopEmbedded(directory)
    await stopEmbedded(directory)
    await expect(query(again.url, 'select 1')).rejects.toThrow(/ECONNREFUSED/)
    expect(await readFile(path.join(directory, 'postgres', 'start.lock')).catch(() => 'gone')).toBe('gone')
  })
})

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}
