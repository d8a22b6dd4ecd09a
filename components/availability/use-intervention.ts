'use client'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { problemFrom } from '@/components/lib/problem'
import { queryKeys } from '@/components/lib/query-keys'
import type { ActionResult } from '@/server/contracts/action'
import type { ClusterDetail } from '@/server/contracts/cluster'
import type { Problem } from '@/server/contracts/errors'

interface InterventionState {
  pending: boolean
  problem: Problem | null
  /** @returns the cluster afterwards; null when it was refused, which `problem` tells */
  run: (call: () => Promise<ActionResult<ClusterDetail>>) => Promise<ClusterDetail | null>
}

/** Calls a server action that answers a cluster's detail, and shows that at once. */
export function useIntervention(): InterventionState {
  const client = useQueryClient()
  const [pending, setPending] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const run: InterventionState['run'] = async (call) => {
    setPending(true)
    setProblem(null)
    const result = await call().catch((error: unknown) => ({ ok: false as const, problem: problemFrom(error) }))
    setPending(false)
    if (!result.ok) {
      setProblem(result.problem)
      return null
    }
    client.setQueryData(queryKeys.cluster(result.value.summary.id), result.value)
    return result.value
  }
  return { pending, problem, run }
}
