'use client'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createContext, useContext, useEffect, useState, useSyncExternalStore, type ReactNode } from 'react'
import { requestJson } from './api-client'
import { createEventBuffer } from './event-buffer'
import { EventStream, type StreamState } from './event-stream'
import { ProblemError } from './problem'

const StreamContext = createContext<EventStream | null>(null)
const KEPT_MS = 3600_000

/** Data is fresh until the stream says otherwise: nothing is fetched again on focus or by time. */
export function createQueryClient(): QueryClient {
  const client = new QueryClient({
    defaultOptions: { queries: { staleTime: Infinity, gcTime: KEPT_MS, refetchOnWindowFocus: false, refetchOnReconnect: false, retry: false } },
  })
  client.setQueryDefaults(['lag-history'], { gcTime: KEPT_MS })
  return client
}

/** EventSource does not tell why it failed: an expired session shows in an ordinary request. */
async function leaveWhenSignedOut(): Promise<void> {
  try {
    await requestJson('/api/v1/me')
  } catch (error) {
    if (error instanceof ProblemError && error.problem.code === 'auth.required') {
      window.location.replace(`/login?next=${encodeURIComponent(window.location.pathname + window.location.search)}`)
    }
  }
}

function createStream(client: QueryClient): EventStream {
  return new EventStream({
    open: (url) => new EventSource(url) as unknown as ReturnType<ConstructorParameters<typeof EventStream>[0]['open']>,
    onEvent: createEventBuffer(client),
    onReconnected: () => void client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'timeline' && query.queryKey[0] !== 'samples' && query.queryKey[0] !== 'lag-history', refetchType: 'active' }),
    onFailure: (attempts) => { if (attempts === 2) void leaveWhenSignedOut() },
  })
}

/** Query cache and the one event stream of the tab; around everything of the console. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const [client] = useState(createQueryClient)
  const [stream] = useState(() => createStream(client))
  useEffect(() => {
    stream.start()
    window.addEventListener('online', stream.reconnectNow)
    return () => { window.removeEventListener('online', stream.reconnectNow); stream.stop() }
  }, [stream])
  return (
    <QueryClientProvider client={client}>
      <StreamContext value={stream}>{children}</StreamContext>
    </QueryClientProvider>
  )
}

function useStream(): EventStream {
  const stream = useContext(StreamContext)
  if (!stream) throw new Error('LiveProvider is missing around this component')
  return stream
}

const CONNECTING: StreamState = { status: 'connecting', staleSinceMs: null, outdated: false }

/** live, reconnecting, or stale since when. */
export function useStreamState(): StreamState {
  const stream = useStream()
  return useSyncExternalStore(stream.subscribe, stream.getState, () => CONNECTING)
}

/** Adds a cluster's detail, samples and timeline to the stream while the component is shown. */
export function useWatchCluster(clusterId: string): void {
  const stream = useStream()
  useEffect(() => stream.watch(clusterId), [stream, clusterId])
}

