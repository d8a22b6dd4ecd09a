'use client'
import { useQuery, useQueryClient, type QueryKey } from '@tanstack/react-query'
import { useLayoutEffect, useRef } from 'react'

interface SeededQuery<T> {
  queryKey: QueryKey
  /** what the server rendered with; each new object replaces what is cached, unless that is newer */
  initial: T
  /** reads it again after a lost connection */
  read: () => Promise<T>
  /** whether the cached value has seen more than the rendered one */
  isNewer?: (cached: T, rendered: T) => boolean
}

/** A query whose first value came with the page; afterwards the event stream keeps it up to date. */
export function useSeededQuery<T extends object>({ queryKey, initial, read, isNewer }: SeededQuery<T>): T {
  const client = useQueryClient()
  const seeded = useRef<T>(undefined)
  const { data } = useQuery({ queryKey, queryFn: read, initialData: initial })
  useLayoutEffect(() => {
    if (seeded.current === initial) return
    seeded.current = initial
    client.setQueryData<T>(queryKey, (cached) => (cached !== undefined && cached !== initial && isNewer?.(cached, initial) ? cached : initial))
  })
  return data
}
