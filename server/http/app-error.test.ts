import { describe, expect, it } from 'vitest'
import { AppError } from '@/server/contracts/errors'

describe('AppError', () => {
  it('is told apart from other errors', () => {
    expect(new AppError('not-found', 'x') instanceof AppError).toBe(true)
    expect(new Error('x') instanceof AppError).toBe(false)
    expect({ name: 'AppError', code: 'not-found' } instanceof AppError).toBe(false)
  })

  it('is recognised when the other bundle of the same process made it', () => {
    class OtherCopy extends Error { readonly code = 'kubernetes.rejected' }
    const thrown = new OtherCopy('x')
    thrown.name = 'AppError'
    expect(thrown instanceof AppError).toBe(true)
  })
})
