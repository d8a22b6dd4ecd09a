import { describe, expect, it } from 'vitest'
import { parseProgress } from './poll-clone-progress'

describe('parseProgress', () => {
  it.each([
    ['clone 61 1288490188 2147483648', 1288490188 / 2147483648],
    ['clone 61', 0.61],
    ['clone -', null],
    ['clone 100 10 5', 1],
    ['clone 0 0 0', 0],
  ])('%s', (line, fraction) => expect(parseProgress(line)).toEqual({ stage: 'clone', fraction }))

  it.each(['', 'cloning 61', 'clone x', 'The clone 61 failed'])('ignores "%s"', (line) => expect(parseProgress(line)).toBeNull())
})
