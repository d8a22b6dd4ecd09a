import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readSnapshotFile, writeSnapshotFile } from './snapshot-file'
import type { SandboxSnapshot } from './snapshot-schema'
import { createFixture, START_MS } from './testing/sandbox-fixture'

let directory: string
let file: string
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'sandbox-file-'))
  file = path.join(directory, 'deeper', 'sandbox.json')
})
afterEach(() => rm(directory, { recursive: true, force: true }))

async function someSnapshot(): Promise<SandboxSnapshot> {
  const fixture = createFixture({ spec: { instances: 1 } })
  await fixture.apply()
  await fixture.untilReady(1)
  return fixture.sandbox.snapshot()
}

const read = () => readSnapshotFile(file, 'k', START_MS)

describe('the file of a sandbox', () => {
  it('is read as it was written, and only its owner may read it', async () => {
    const snapshot = await someSnapshot()
    await writeSnapshotFile(file, { kubernetesClusterId: 'k', final: true, snapshot })
    expect(await read()).toEqual({ state: 'read', final: true, snapshot })
    expect((await stat(file)).mode & 0o077).toBe(0)
    expect(await readdir(path.dirname(file))).toEqual(['sandbox.json'])
  })

  it('is absent before the first time', async () => {
    expect(await read()).toEqual({ state: 'absent' })
  })

  it.each([
    ['cut off', (text: string) => text.slice(0, -20), 'it is not JSON'],
    ['of another version', (text: string) => text.replace(/"version":\d+/, '"version":1'), 'it is of version 1, and this Podkeeper reads version'],
    ['with a member of another type', (text: string) => text.replace('"loads":{', '"loads":[],"x":{'), 'it is damaged: snapshot.loads'],
    ['of another database', (text: string) => text.replace('"kubernetesClusterId":"k"', '"kubernetesClusterId":"other"'), 'it belongs to another database'],
  ])('is set aside, whole, when it is %s', async (_, spoil, because) => {
    await writeSnapshotFile(file, { kubernetesClusterId: 'k', final: false, snapshot: await someSnapshot() })
    const spoilt = spoil(await readFile(file, 'utf8'))
    await writeFile(file, spoilt)
    const result = await read()
    expect(result).toMatchObject({ state: 'set-aside', because: expect.stringContaining(because) as string })
    expect(await readFile(result.state === 'set-aside' ? result.file : '', 'utf8')).toBe(spoilt)
    expect(await read()).toEqual({ state: 'absent' })
  })
})
