import { describe, expect, it } from 'vitest'
import { createLog } from './log'

function record(write: (log: ReturnType<typeof createLog>) => void): string {
  let written = ''
  const log = createLog({ write: (line) => void (written += line) })
  log.level = 'trace'
  write(log)
  return written
}

describe('log', () => {
  it('writes one JSON object a line with a level in words and a time', () => {
    const line: unknown = JSON.parse(record((log) => log.info({ clusterId: 'c1' }, 'observed')))
    expect(line).toMatchObject({ level: 'info', clusterId: 'c1', msg: 'observed', time: expect.stringMatching(/^\d{4}-/) })
  })

  it('never writes a secret, at the top or below', () => {
    const text = record((log) =>
      log.info({ password: 'hunter2', headers: { authorization: 'Bearer hunter2', cookie: 'hunter2' }, body: { user: { newPassword: 'hunter2' }, kubeconfig: 'hunter2' } }, 'request'),
    )
    expect(text).not.toContain('hunter2')
    expect(text).toContain('[redacted]')
  })

  it('keeps the stack of an error', () => {
    expect(record((log) => log.error({ err: new Error('boom') }, 'failed'))).toContain('log.test.ts')
  })
})
