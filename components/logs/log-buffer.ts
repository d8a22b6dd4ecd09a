export interface LogLine {
  /** grows by one for each line ever received; stable while older lines are dropped */
  id: number
  text: string
  /** a remark of the viewer itself, such as "the pod was replaced" */
  note: boolean
}

export interface LogBuffer {
  lines: readonly LogLine[]
  nextId: number
  /** how many were dropped to stay within memory */
  dropped: number
}

export const LOG_LINES_MAX = 10_000
/** One line beyond this is cut: a single statement can be megabytes long. */
export const LOG_LINE_LENGTH_MAX = 8_192

export const EMPTY_LOG: LogBuffer = { lines: [], nextId: 0, dropped: 0 }

/** Adds lines at the end and drops the oldest beyond `linesMax`. */
export function appendLines(buffer: LogBuffer, texts: readonly string[], options: { note?: boolean; linesMax?: number } = {}): LogBuffer {
  if (texts.length === 0) return buffer
  const added = texts.map((text, index): LogLine => ({ id: buffer.nextId + index, text: cut(text), note: options.note ?? false }))
  const all = [...buffer.lines, ...added]
  const excess = Math.max(0, all.length - (options.linesMax ?? LOG_LINES_MAX))
  return { lines: excess === 0 ? all : all.slice(excess), nextId: buffer.nextId + added.length, dropped: buffer.dropped + excess }
}

function cut(text: string): string {
  return text.length <= LOG_LINE_LENGTH_MAX ? text : `${text.slice(0, LOG_LINE_LENGTH_MAX)} … (${text.length - LOG_LINE_LENGTH_MAX} more characters)`
}

/**
 * What of `incoming` is new, where a stream was opened again and repeats its tail. The longest end of the buffer that the
 * incoming lines begin with was shown already.
 */
export function withoutOverlap(buffer: LogBuffer, incoming: readonly string[]): string[] {
  const known = buffer.lines.filter((line) => !line.note).map((line) => line.text)
  for (let length = Math.min(known.length, incoming.length); length > 0; length -= 1) {
    const start = known.length - length
    let equal = true
    for (let index = 0; equal && index < length; index += 1) equal = known[start + index] === cut(incoming[index] ?? '')
    if (equal) return incoming.slice(length)
  }
  return [...incoming]
}

/** Splits what arrives in pieces into lines; keeps the unfinished rest. */
export function splitLines(rest: string, piece: string): { lines: string[]; rest: string } {
  const parts = (rest + piece).split('\n')
  const last = parts.pop() ?? ''
  return { lines: parts.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line)), rest: last }
}

export interface TextPart { text: string; hit: boolean }

/** Cuts a line at the hits of a search, which is plain text and ignores case. */
export function markHits(text: string, search: string): TextPart[] {
  const needle = search.toLowerCase()
  if (needle === '') return [{ text, hit: false }]
  const haystack = text.toLowerCase()
  // Lower-casing may change the length of rare characters; then positions would not fit.
  if (haystack.length !== text.length) return [{ text, hit: haystack.includes(needle) }]
  const parts: TextPart[] = []
  let position = 0
  for (let hit = haystack.indexOf(needle); hit !== -1; hit = haystack.indexOf(needle, position)) {
    if (hit > position) parts.push({ text: text.slice(position, hit), hit: false })
    parts.push({ text: text.slice(hit, hit + needle.length), hit: true })
    position = hit + needle.length
  }
  if (position < text.length) parts.push({ text: text.slice(position), hit: false })
  return parts
}

/** Ids of the lines that contain the search, in order. */
export function findHits(buffer: LogBuffer, search: string): number[] {
  const needle = search.toLowerCase()
  return needle === '' ? [] : buffer.lines.filter((line) => line.text.toLowerCase().includes(needle)).map((line) => line.id)
}
