/**
 * A length of time as people say it: "350 ms", "3.2 s", "48 s", "2 min", "3 h 5 min", "4 d".
 * @param ms not negative; negative counts as 0
 */
export function formatDuration(ms: number): string {
  const positive = Math.max(0, ms)
  if (positive < 999.5) return `${Math.round(positive)} ms`
  const seconds = positive / 1000
  if (seconds < 9.95) return `${trimZero(seconds.toFixed(1))} s`
  if (seconds < 89.5) return `${Math.round(seconds)} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 120) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`
  return `${Math.round(hours / 24)} d`
}

/** Lag in words; under 1 s as ms, 0 as "no lag". */
export function formatLag(lagSeconds: number): string {
  return lagSeconds <= 0 ? 'no lag' : formatDuration(lagSeconds * 1000)
}

/** 0.614 → "61 %"; 1 only when it is finished. */
export function formatPercent(fraction: number): string {
  const clamped = Math.min(1, Math.max(0, fraction))
  return `${clamped === 1 ? 100 : Math.min(99, Math.floor(clamped * 100))} %`
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const

/** 1610612736 → "1.5 GiB" */
export function formatBytes(bytes: number): string {
  let value = Math.max(0, bytes)
  let unit = 0
  while (value >= 1023.5 && unit < UNITS.length - 1) {
    value /= 1024
    unit++
  }
  return `${trimZero(value < 9.95 && unit > 0 ? value.toFixed(1) : Math.round(value).toString())} ${UNITS[unit] ?? 'B'}`
}

/** ["a", "b", "c"] → "a, b and c" */
export function joinWords(words: readonly string[]): string {
  if (words.length <= 1) return words[0] ?? ''
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`
}

/** "1 transaction", "2 transactions", "1,234 transactions" */
export function formatCount(count: number, noun: string): string {
  return `${count.toString().replace(/\B(?=(\d{3})+$)/g, ',')} ${noun}${count === 1 ? '' : 's'}`
}

/** One line, without the full stop at its end, at most `max` characters: words of others inside sentences of ours. */
export function quoteMessage(message: string, max = 300): string {
  const text = message.replace(/\s+/g, ' ').trim().replace(/\.$/, '')
  return text.length <= max ? text : `${text.slice(0, max - 1)}…`
}

const trimZero = (text: string) => text.replace(/\.0$/, '')
