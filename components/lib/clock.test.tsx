import { act, cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { useClockValue } from './clock'

afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
  vi.useRealTimers()
})

function Now() {
  return <p>{useClockValue((nowMs) => nowMs)}</p>
}

test('a second that begins while the page is drawn is no reason to draw it again and again', () => {
  const told = vi.spyOn(console, 'error')
  let nowMs = 1_000_000
  vi.spyOn(Date, 'now').mockImplementation(() => (nowMs += 1000))
  render(<Now />)
  expect(told).not.toHaveBeenCalled()
})

test('the value follows the clock', async () => {
  vi.useFakeTimers({ now: 60_000 })
  render(<Now />)
  expect(screen.getByText('60000')).toBeTruthy()
  await act(() => vi.advanceTimersByTimeAsync(3000))
  expect(screen.getByText('63000')).toBeTruthy()
})
