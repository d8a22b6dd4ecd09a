/** A piece is sent when it has this many bytes, or when no further line is at hand. */
const PIECE_BYTES = 16 * 1024

/**
 * Lines as a stream of text. What goes wrong after the first line is told as a last line, because the status has been sent.
 * @param abort is aborted when the reader goes
 */
export function streamLines(lines: AsyncGenerator<string>, abort: AbortController): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let next: Promise<IteratorResult<string>> | null = null
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      let text = ''
      try {
        for (;;) {
          next ??= lines.next()
          const result = await (text === '' ? next : Promise.race([next, nothingYet()]))
          if (result === null) break
          next = null
          if (result.done) {
            if (text !== '') controller.enqueue(encoder.encode(text))
            return controller.close()
          }
          text += `${result.value}\n`
          if (text.length >= PIECE_BYTES) break
        }
        controller.enqueue(encoder.encode(text))
      } catch (error) {
        if (!abort.signal.aborted) controller.enqueue(encoder.encode(`${text}--- The log cannot be read further: ${error instanceof Error ? error.message : 'no reason was given'}\n`))
        controller.close()
      }
    },
    cancel() {
      abort.abort()
      void lines.return(undefined).catch(() => undefined)
    },
  })
}

/** Lets lines that have arrived already come first. */
function nothingYet(): Promise<null> {
  return new Promise((resolve) => setImmediate(() => resolve(null)))
}
