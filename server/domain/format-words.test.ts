import { expect, test } from 'vitest'
import { formatBytes, formatCount, formatDuration, formatLag, formatPercent, joinWords, quoteMessage } from './format-words'

test.each([
  [0, '0 ms'], [-5, '0 ms'], [350.4, '350 ms'], [999.4, '999 ms'], [999.9, '1 s'], [3_200, '3.2 s'], [9_960, '10 s'], [48_000, '48 s'], [89_000, '89 s'],
  [90_000, '2 min'], [119 * 60_000, '119 min'], [120 * 60_000, '2 h'], [185 * 60_000, '3 h 5 min'], [4 * 86_400_000, '4 d'],
])('%d ms are told as %s', (ms, words) => {
  expect(formatDuration(ms)).toBe(words)
})

test('lag below a second is told in ms, and none at all in words', () => {
  expect([formatLag(0), formatLag(0.12), formatLag(48)]).toEqual(['no lag', '120 ms', '48 s'])
})

test('100 % is said only of what is finished', () => {
  expect([formatPercent(0.614), formatPercent(0.9999), formatPercent(1), formatPercent(7)]).toEqual(['61 %', '99 %', '100 %', '100 %'])
})

test.each([[0, '0 B'], [1023, '1023 B'], [1024, '1 KiB'], [1.5 * 1024 ** 3, '1.5 GiB'], [48 * 1024 ** 3, '48 GiB'], [1024 ** 4 - 1, '1 TiB']])('%d bytes are told as %s', (bytes, words) => {
  expect(formatBytes(bytes)).toBe(words)
})

test('names and counts read as a sentence', () => {
  expect([joinWords([]), joinWords(['a']), joinWords(['a', 'b', 'c'])]).toEqual(['', 'a', 'a, b and c'])
  expect([formatCount(1, 'transaction'), formatCount(1234567, 'transaction')]).toEqual(['1 transaction', '1,234,567 transactions'])
})

test('the words of others are cut to a length and one line', () => {
  expect(quoteMessage(' Got an\n error. ')).toBe('Got an error')
  expect(quoteMessage('x'.repeat(10_000))).toHaveLength(300)
})
