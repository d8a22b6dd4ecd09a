import { AppError } from '@/server/contracts/errors'
import type { LogOptions } from '@/server/domain/kubernetes-port'
import { containerNamed, type LogLine, type PodRuntime } from './pod-runtime'
import { podNamed, type World } from './world'

/**
 * Lines of a container, oldest first; with follow those to come, until the pod is gone.
 * @throws AppError kubernetes.not-found for a pod or container that is not there, or has no previous run
 */
export async function* readPodLogs(world: World, namespace: string, name: string, options: LogOptions): AsyncIterable<string> {
  const pod = podNamed(world, namespace, name)
  const container = pod ? containerNamed(pod, options.container) : null
  if (!pod || !container) {
    throw new AppError('kubernetes.not-found', pod ? `container ${options.container} is not valid for pod ${name}.` : `pods "${name}" not found.`, { action: 'Wait until the pod exists, or choose another container.' })
  }
  if (options.previous) {
    if (!container.previousLog) throw new AppError('kubernetes.not-found', `previous terminated container "${options.container}" in pod "${name}" not found: it has not been restarted.`, { action: 'Read the log of the running container.' })
    yield* chosen(world, container.previousLog, options)
    return
  }
  if (!options.follow) {
    yield* chosen(world, container.log, options)
    return
  }
  const log = container.log
  let last = log.at(-1)
  yield* chosen(world, log, options)
  while (!options.signal.aborted) {
    const from = last === undefined ? 0 : log.indexOf(last) + 1
    for (const line of log.slice(from)) {
      last = line
      yield line.text
    }
    if (pod.gone || container.log !== log || (container.kind === 'init' && container.state === 'terminated')) return
    if (last === log.at(-1)) await nextLine(pod, options.signal)
  }
}

function chosen(world: World, log: LogLine[], { tailLines, sinceSeconds }: LogOptions): string[] {
  const since = sinceSeconds === null ? -Infinity : world.clock.now() - sinceSeconds * 1000
  const lines = log.filter((line) => line.at >= since).map((line) => line.text)
  return tailLines <= 0 ? [] : lines.slice(-tailLines)
}

/** Resolves when any container of the pod wrote a line, the pod went, or the reader did. */
function nextLine(pod: PodRuntime, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      pod.logListeners.delete(done)
      signal.removeEventListener('abort', done)
      resolve()
    }
    pod.logListeners.add(done)
    signal.addEventListener('abort', done)
    if (signal.aborted) done()
  })
}
