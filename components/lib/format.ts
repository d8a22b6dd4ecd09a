/** Between a number and its unit, so that they are never torn apart. */
const SPACE = '\u00a0'
export const NONE = '–'

const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const

/** At most three digits that say something: 3.2, 48, 1,200. */
function roundForReading(value: number): string {
  const digits = Math.abs(value) < 10 && !Number.isInteger(value) ? 1 : 0
  return value.toLocaleString('en-GB', { maximumFractionDigits: digits })
}

/** "48 GiB"; – when not known. */
export function formatBytes(bytes: number | null | undefined): string {
  if (bytes === null || bytes === undefined) return NONE
  // From 1,000 on the next unit reads better: 1 GiB rather than 1,012 MiB.
  const power = bytes < 1 ? 0 : Math.min(BYTE_UNITS.length - 1, Math.floor(Math.log2(bytes * (1024 / 1000)) / 10))
  return `${roundForReading(bytes / 1024 ** power)}${SPACE}${BYTE_UNITS[power] ?? 'B'}`
}

/** "48 GiB of 100 GiB" */
export function formatBytesOf(usedBytes: number | null | undefined, capacityBytes: number | null | undefined): string {
  if (capacityBytes === null || capacityBytes === undefined) return formatBytes(usedBytes)
  return `${formatBytes(usedBytes)} of ${formatBytes(capacityBytes)}`
}

/** Length of time: "0.3 s", "4 min 12 s", "3 h 20 min", "5 d 2 h". */
export function formatDuration(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined) return NONE
  if (seconds < 0.9995) return `${Math.round(seconds * 1000)}${SPACE}ms`
  if (seconds < 60) return `${roundForReading(seconds)}${SPACE}s`
  const whole = Math.round(seconds)
  if (whole < 3600) return joinUnits(Math.floor(whole / 60), 'min', whole % 60, 's')
  if (whole < 86_400) return joinUnits(Math.floor(whole / 3600), 'h', Math.floor((whole % 3600) / 60), 'min')
  return joinUnits(Math.floor(whole / 86_400), 'd', Math.floor((whole % 86_400) / 3600), 'h')
}

function joinUnits(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large}${SPACE}${largeUnit}` : `${large}${SPACE}${largeUnit} ${small}${SPACE}${smallUnit}`
}

/** Replication lag: ms under 1 s, then seconds; "no lag" at zero; – when not known. */
export function formatLag(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined) return NONE
  return seconds === 0 ? `0${SPACE}s` : formatDuration(seconds)
}

/** One unit, as ages are read at a glance: "12 s", "4 min", "3 h", "5 d", "2 y". */
export function formatAge(seconds: number): string {
  const age = Math.max(0, seconds)
  if (age < 60) return `${Math.floor(age)}${SPACE}s`
  if (age < 3600) return `${Math.floor(age / 60)}${SPACE}min`
  if (age < 86_400) return `${Math.floor(age / 3600)}${SPACE}h`
  if (age < 730 * 86_400) return `${Math.floor(age / 86_400)}${SPACE}d`
  return `${Math.floor(age / (365 * 86_400))}${SPACE}y`
}

/** "3 min ago", "in 2 h", "just now" within 5 s. */
export function formatRelative(at: Date, nowMs: number): string {
  const seconds = (nowMs - at.getTime()) / 1000
  if (Math.abs(seconds) < 5) return 'just now'
  return seconds > 0 ? `${formatAge(seconds)} ago` : `in ${formatAge(-seconds)}`
}

const DAY: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short', year: 'numeric' }
const TIME: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }

/** The zone of the viewer, e.g. Europe/Berlin. */
export function viewerTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}

/** "26 Nov 2026, 12:03:41 (your time, Europe/Berlin)" */
export function formatExact(at: Date, timeZone: string = viewerTimeZone()): string {
  return `${at.toLocaleString('en-GB', { ...DAY, ...TIME, timeZone })} (your time, ${timeZone})`
}

/** "12:03:41" today, else with its day: for columns whose heading names the zone. */
export function formatClock(at: Date, now: Date, timeZone: string = viewerTimeZone()): string {
  const day = (date: Date) => date.toLocaleDateString('en-GB', { ...DAY, timeZone })
  const time = at.toLocaleTimeString('en-GB', { ...TIME, timeZone })
  return day(at) === day(now) ? time : `${day(at)}, ${time}`
}

/** "1,204" */
export function formatCount(count: number | null | undefined): string {
  return count === null || count === undefined ? NONE : count.toLocaleString('en-GB', { maximumFractionDigits: 0 })
}

/** "61 %" of 0–1 */
export function formatPercent(fraction: number | null | undefined): string {
  return fraction === null || fraction === undefined ? NONE : `${Math.round(fraction * 100)}${SPACE}%`
}

/** "0.5 CPU", "4 CPUs" */
export function formatCpu(millicores: number | null | undefined): string {
  if (millicores === null || millicores === undefined) return NONE
  const cpus = millicores / 1000
  return `${cpus.toLocaleString('en-GB', { maximumFractionDigits: 2 })}${SPACE}${cpus > 1 ? 'CPUs' : 'CPU'}`
}

/** "3 clusters", "1 cluster" */
export function formatQuantity(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(count)} ${count === 1 ? singular : plural}`
}

/** "mysql-2" before "mysql-10". */
export const compareNaturally = new Intl.Collator('en', { numeric: true }).compare
