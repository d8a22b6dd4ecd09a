import type { ObservedPod } from '@/server/domain/observation'
import type { ApiClient } from '../api-client'
import { streamLogs } from '../stream-logs'
import type { CachedPod } from './cached-pod'

/** The init container of a StatefulSet-managed cluster that copies the data; it prints `clone <percent> <done> <total>`. */
const CLONE_CONTAINER = 'clone-mysql'
const PODS_AT_ONCE = 8
const TAIL_LINES = 20

export type CloneProgress = NonNullable<ObservedPod['initProgress']>

/** Progress by pod uid. */
export type ProgressCache = Map<string, CloneProgress>

export function isCloning({ pod }: CachedPod): boolean {
  return pod.phase === 'Pending' && pod.containers.some((container) => container.kind === 'init' && container.name === CLONE_CONTAINER && container.state === 'running')
}

/**
 * Reads the last progress line of every pod that clones.
 * @param changed called with a pod whose progress moved
 */
export async function pollCloneProgress(client: ApiClient, pods: readonly CachedPod[], cache: ProgressCache, changed: (pod: CachedPod) => void, signal: AbortSignal): Promise<void> {
  const uids = new Set(pods.map((pod) => pod.uid))
  for (const uid of cache.keys()) if (!uids.has(uid)) cache.delete(uid)
  for (let from = 0; from < pods.length; from += PODS_AT_ONCE) {
    await Promise.all(
      pods.slice(from, from + PODS_AT_ONCE).map(async (pod) => {
        const progress = await readProgress(client, pod, signal)
        const known = cache.get(pod.uid)
        if (!progress || (known?.fraction === progress.fraction && known.stage === progress.stage)) return
        cache.set(pod.uid, progress)
        changed(pod)
      }),
    )
  }
}

async function readProgress(client: ApiClient, pod: CachedPod, signal: AbortSignal): Promise<CloneProgress | null> {
  let progress: CloneProgress | null = null
  try {
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(5_000)])
    const options = { container: CLONE_CONTAINER, previous: false, tailLines: TAIL_LINES, sinceSeconds: null, follow: false, signal: deadline }
    for await (const line of streamLogs(client, pod.namespace, pod.name, options)) progress = parseProgress(line) ?? progress
  } catch {
    // The container ended meanwhile, or the kubelet does not answer: there is a next time.
  }
  return progress
}

/** `clone 61 1288490188 2147483648` → { stage: 'clone', fraction: 0.6 }; null for any other line */
export function parseProgress(line: string): CloneProgress | null {
  const match = /^clone (\d+(?:\.\d+)?|-)(?: (\d+) (\d+))?\s*$/.exec(line)
  if (!match) return null
  const [, percent, done, total] = match
  if (done !== undefined && total !== undefined && Number(total) > 0) return { stage: 'clone', fraction: Math.min(1, Number(done) / Number(total)) }
  return { stage: 'clone', fraction: percent === undefined || percent === '-' ? null : Math.min(1, Number(percent) / 100) }
}
