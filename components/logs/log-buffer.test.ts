import { describe, expect, it } from 'vitest'
import { appendLines, EMPTY_LOG, findHits, LOG_LINE_LENGTH_MAX, markHits, splitLines, withoutOverlap } from './log-buffer'

const texts = (buffer: { lines: readonly { text: string }[] }) => buffer.lines.map((l) => l.text)

describe('log buffer', () => {
  it('never holds more than its bound, and says how much it dropped', () => {
    let buffer = EMPTY_LOG
    for (let i = 0; i < 25; i += 1) buffer = appendLines(buffer, [`line ${i}`], { linesMax: 10 })
    expect(buffer.lines).toHaveLength(10)
    expect(buffer.dropped).toBe(15)
    expect(buffer.lines.map((l) => l.id)).toEqual([15, 16, 17, 18, 19, 20, 21, 22, 23, 24])
  })
  it('cuts a line that is too long', () => {
    expect(texts(appendLines(EMPTY_LOG, ['x'.repeat(10_000)]))[0]?.length).toBeLessThan(LOG_LINE_LENGTH_MAX + 60)
  })
  it('does not show lines again when a stream is opened anew', () => {
    const buffer = appendLines(EMPTY_LOG, ['a', 'b', 'c'])
    expect(withoutOverlap(buffer, ['b', 'c', 'd'])).toEqual(['d'])
    expect(withoutOverlap(buffer, ['a', 'b', 'c'])).toEqual([])
    expect(withoutOverlap(buffer, ['x', 'y'])).toEqual(['x', 'y'])
  })
  it('tells repeated lines apart from a repeated tail, also beyond a note and a cut line', () => {
    const long = 'y'.repeat(LOG_LINE_LENGTH_MAX + 5)
    const buffer = appendLines(appendLines(EMPTY_LOG, ['a', 'a', long]), ['the connection was lost'], { note: true })
    expect(withoutOverlap(buffer, ['a', long, 'b'])).toEqual(['b'])
  })
  it('joins lines that arrive in pieces', () => {
    const first = splitLines('', 'one\ntw')
    const second = splitLines(first.rest, 'o\r\nthree')
    expect([first.lines, second.lines, second.rest]).toEqual([['one'], ['two'], 'three'])
  })
})

describe('search in the log', () => {
  it('marks every hit, ignores case and loses no character', () => {
    const parts = markHits('Error: error 1062', 'ERROR')
    expect(parts.filter((p) => p.hit).map((p) => p.text)).toEqual(['Error', 'error'])
    expect(parts.map((p) => p.text).join('')).toBe('Error: error 1062')
  })
  it('takes the search as plain text, not as a pattern', () => expect(markHits('a+b', '+').filter((p) => p.hit)).toHaveLength(1))
  it('loses no character where lower case is longer', () => expect(markHits('İstanbul', 'stan').map((p) => p.text).join('')).toBe('İstanbul'))
  it('finds nothing for an empty search', () => expect(findHits(appendLines(EMPTY_LOG, ['a']), '')).toEqual([]))
})
