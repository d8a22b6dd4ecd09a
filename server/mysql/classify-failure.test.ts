import { describe, expect, it } from 'vitest'
import { classifyFailure, DeadlineError } from './classify-failure'

const failure = (fields: Record<string, unknown>, message = 'oh') => classifyFailure(Object.assign(new Error(message), fields), ['s3cret', ''])

describe('a failure of an instance', () => {
  it('is refused where nothing listens, also when a port-forward says so in words, and while the server shuts down', () => {
    expect(failure({ code: 'ECONNREFUSED', errno: -111 })).toMatchObject({ reason: 'refused', errorNumber: null })
    expect(failure({}, 'error forwarding port 3306 to pod x: dial tcp4 127.0.0.1:3306: connect: connection refused')).toMatchObject({ reason: 'refused', message: 'Connection refused: mysqld does not accept connections now' })
    expect(failure({ code: 'ER_SERVER_SHUTDOWN', errno: 1053 }).reason).toBe('refused')
  })

  it('is access-denied, timeout or error by what the server said', () => {
    expect(failure({ code: 'ER_ACCESS_DENIED_ERROR', errno: 1045 })).toMatchObject({ reason: 'access-denied', errorNumber: 1045 })
    expect(classifyFailure(new DeadlineError('Reading x took longer than 5 ms'), []).reason).toBe('timeout')
    expect(failure({ code: 'ER_PARSE_ERROR', errno: 1064 })).toMatchObject({ reason: 'error', errorNumber: 1064 })
    expect(classifyFailure('odd', [])).toEqual({ reason: 'error', message: 'odd', errorNumber: null })
  })

  it('never tells a password that the server quoted', () => {
    expect(failure({ errno: 1064 }, "near ''s3cret' AND' at line 1").message).toBe("near ''…' AND' at line 1")
  })
})
