'use client'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { Preview } from '@/server/contracts/cluster'
import type { Problem } from '@/server/contracts/errors'
import { requestJson } from './api-client'
import { problemFrom } from './problem'

/** After the last key, so that a preview is asked for when somebody stops to think. */
const QUIET_MS = 450

export interface PreviewRequest {
  /** with ?dryRun=true */
  path: string
  method: 'POST' | 'PUT' | 'DELETE'
  body: unknown
  headers?: Record<string, string>
}

export interface PreviewState {
  /** the last answer; stays while the next is awaited */
  preview: Preview | null
  problem: Problem | null
  /** what is shown belongs to an earlier input */
  pending: boolean
}

/** Text that follows after it has been quiet for a while. */
function useQuiet(text: string): string {
  const [quiet, setQuiet] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setQuiet(text), QUIET_MS)
    return () => clearTimeout(timer)
  }, [text])
  return quiet
}

/** What would happen, asked of the server's dry run while a form is filled in. null: nothing to ask. */
export function usePreview(request: PreviewRequest | null): PreviewState {
  const wanted = JSON.stringify(request)
  const quiet = useQuiet(wanted)
  const answer = useQuery({
    queryKey: ['preview', quiet],
    enabled: quiet !== 'null',
    queryFn: ({ signal }) => askForPreview(JSON.parse(quiet) as PreviewRequest, signal),
    placeholderData: keepPreviousData,
    gcTime: 60_000,
    staleTime: 30_000,
  })
  if (request === null) return { preview: null, problem: null, pending: false }
  return { preview: answer.data ?? null, problem: answer.error === null ? null : problemFrom(answer.error), pending: wanted !== quiet || answer.isFetching }
}

function askForPreview({ path, ...request }: PreviewRequest, signal: AbortSignal): Promise<Preview> {
  return requestJson<Preview>(path, { ...request, signal })
}
