// @vitest-environment node
import { expect, test } from 'vitest'
import { compareNaturally, formatAge, formatBytes, formatBytesOf, formatClock, formatCpu, formatDuration, formatExact, formatLag, formatPercent, formatQuantity, formatRelative } from './format'

const plain = (text: string) => text.replaceAll('\u00a0', ' ')
const GIB = 1024 ** 3

test.each([[0, '0 B'], [900, '900 B'], [1024, '1 KiB'], [3.2 * GIB, '3.2 GiB'], [48 * GIB, '48 GiB'], [1012 * 1024 ** 2, '1 GiB'], [64 * 1024 * GIB, '64 TiB'], [5000 * 1024 ** 5, '5,000 PiB']])('%d bytes read as %s', (bytes, words) => {
  expect(plain(formatBytes(bytes))).toBe(words)
})

test('what is not known is a dash, never a zero', () => {
  expect([formatBytes(null), formatLag(null), formatDuration(undefined), formatPercent(null), formatCpu(null)]).toEqual(['–', '–', '–', '–', '–'])
})

test('a part of a whole names both', () => {
  expect(plain(formatBytesOf(48 * GIB, 100 * GIB))).toBe('48 GiB of 100 GiB')
  expect(plain(formatBytesOf(48 * GIB, null))).toBe('48 GiB')
})

test.each([[0, '0 s'], [0.0004, '0 ms'], [0.3, '300 ms'], [0.9996, '1 s'], [3.24, '3.2 s'], [48, '48 s'], [59.96, '60 s'], [60, '1 min'], [252, '4 min 12 s'], [12_000, '3 h 20 min'], [446_400, '5 d 4 h']])('a lag of %d s reads as %s', (seconds, words) => {
  expect(plain(formatLag(seconds))).toBe(words)
})

test('an age has one unit', () => {
  expect([5, 119, 7199, 86_400, 800 * 86_400, -3].map((seconds) => plain(formatAge(seconds)))).toEqual(['5 s', '1 min', '1 h', '1 d', '2 y', '0 s'])
})

test('relative times know the past, the future and now', () => {
  const now = Date.parse('2026-11-24T12:00:00Z')
  expect(['2026-11-24T11:57:00Z', '2026-11-24T14:00:00Z', '2026-11-24T11:59:58Z'].map((at) => plain(formatRelative(new Date(at), now)))).toEqual(['3 min ago', 'in 2 h', 'just now'])
})

test('exact times name the zone of the viewer', () => {
  expect(formatExact(new Date('2026-11-24T11:03:41Z'), 'Europe/Berlin')).toBe('24 Nov 2026, 12:03:41 (your time, Europe/Berlin)')
})

test('a clock time has its day unless that is today in the zone of the viewer', () => {
  const at = new Date('2026-11-23T23:30:00Z')
  expect(formatClock(at, new Date('2026-11-24T10:00:00Z'), 'Europe/Berlin')).toBe('00:30:00')
  expect(formatClock(at, new Date('2026-11-24T10:00:00Z'), 'UTC')).toBe('23 Nov 2026, 23:30:00')
})

test('units and plurals fit their numbers', () => {
  expect([500, 1000, 4000].map((millicores) => plain(formatCpu(millicores)))).toEqual(['0.5 CPU', '1 CPU', '4 CPUs'])
  expect([formatQuantity(1, 'cluster'), formatQuantity(1200, 'cluster')]).toEqual(['1 cluster', '1,200 clusters'])
  expect(plain(formatPercent(0.614))).toBe('61 %')
})

test('mysql-2 comes before mysql-10', () => {
  expect(['mysql-10', 'mysql-2', 'mysql-1'].sort(compareNaturally)).toEqual(['mysql-1', 'mysql-2', 'mysql-10'])
})
