/**
 * Chance that does not depend on the order of calls: a value is drawn by key, so that the same seed gives the same world even
 * when callers interleave otherwise.
 */
export interface Random {
  /** uniform in [0, 1) */
  unit(key: string): number
  /** uniform in [low, high) */
  between(key: string, low: number, high: number): number
  /** lower case hexadecimal digits */
  hex(key: string, digits: number): string
  uuid(key: string): string
  /** smooth noise in [0, 1): values drawn every `periodMs`, with a soft passage between them */
  noise(key: string, atMs: number, periodMs: number): number
}

export function createRandom(seed: number): Random {
  const unit = (key: string): number => mix(hashText(key) ^ Math.imul(seed + 1, 0x9e3779b1)) / 2 ** 32

  function hex(key: string, digits: number): string {
    let text = ''
    for (let block = 0; text.length < digits; block++) text += Math.floor(unit(`${key}#${block}`) * 2 ** 32).toString(16).padStart(8, '0')
    return text.slice(0, digits)
  }

  return {
    unit,
    between: (key, low, high) => low + unit(key) * (high - low),
    hex,
    uuid(key) {
      const text = hex(key, 32)
      return `${text.slice(0, 8)}-${text.slice(8, 12)}-4${text.slice(13, 16)}-a${text.slice(17, 20)}-${text.slice(20)}`
    },
    noise(key, atMs, periodMs) {
      const step = Math.floor(atMs / periodMs)
      const part = atMs / periodMs - step
      const soft = part * part * (3 - 2 * part)
      return unit(`${key}@${step}`) * (1 - soft) + unit(`${key}@${step + 1}`) * soft
    },
  }
}

/** FNV-1a */
export function hashText(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash >>> 0
}

/** Finalizer of MurmurHash3: spreads near keys far apart. */
function mix(value: number): number {
  let hash = value >>> 0
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
