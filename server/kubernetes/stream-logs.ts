import { StringDecoder } from 'node:string_decoder'
import type { LogOptions } from '@/server/domain/kubernetes-port'
import type { ApiClient } from './api-client'
import { toKubernetesError } from './kubernetes-error'
import { KINDS, resourcePath } from './resource-paths'

/** A line without end must not fill the memory: it is handed on in pieces of this many characters. */
const LONGEST_LINE = 64 * 1024

/**
 * Lines of a container's log. Ends when the container does; with follow never before. Ends without an error when the
 * signal aborts. Nothing is read ahead of the consumer.
 * @throws AppError kubernetes.* e.g. not-found when the pod, or its previous run, is gone
 */
export async function* streamLogs(client: ApiClient, namespace: string, pod: string, options: LogOptions): AsyncGenerator<string> {
  const query = {
    container: options.container,
    tailLines: options.tailLines,
    ...(options.follow ? { follow: true } : {}),
    ...(options.previous ? { previous: true } : {}),
    ...(options.sinceSeconds === null ? {} : { sinceSeconds: options.sinceSeconds }),
  }
  try {
    const stream = await client.stream({ method: 'GET', path: `${resourcePath(KINDS.Pod, namespace, pod)}/log`, query, accept: '*/*', signal: options.signal })
    try {
      yield* splitLines(stream.response)
    } finally {
      stream.abort()
    }
  } catch (error) {
    if (options.signal.aborted) return
    throw toKubernetesError(error, { server: client.server, doing: `read the log of container "${options.container}" of pod "${pod}"`, namespace })
  }
}

/** Exported for its test. */
export async function* splitLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  for await (const chunk of chunks) {
    const lines = (rest + decoder.write(chunk)).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line
    for (; rest.length > LONGEST_LINE; rest = rest.slice(LONGEST_LINE)) yield rest.slice(0, LONGEST_LINE)
  }
  rest += decoder.end()
  if (rest !== '') yield rest
}
