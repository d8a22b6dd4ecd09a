import { StringDecoder } from 'node:string_decoder'

/** Values of a response that holds one JSON document a line, as watches do. A line that is no JSON ends it with an error. */
export async function* readJsonLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<unknown> {
  const decoder = new StringDecoder('utf8')
  let parts: string[] = []
  for await (const chunk of chunks) {
    let text = decoder.write(chunk)
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n')) {
      const line = parts.join('') + text.slice(0, end)
      parts = []
      text = text.slice(end + 1)
      if (line.trim() !== '') yield JSON.parse(line) as unknown
    }
    if (text !== '') parts.push(text)
  }
}
