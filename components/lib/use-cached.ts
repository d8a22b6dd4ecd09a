'use client'
import { skipToken, useQuery, type QueryKey } from '@tanstack/react-query'

/** What the event stream or another component put under a key; never fetches. */
export function useCached<T>(queryKey: QueryKey): T | undefined {
  return useQuery<T>({ queryKey, queryFn: skipToken }).data
}
