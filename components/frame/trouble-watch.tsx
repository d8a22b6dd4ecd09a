'use client'
import { useEffect, useRef, useState } from 'react'
import type { ClusterSummary, Page } from '@/server/contracts/cluster'
import { requestJson } from '@/components/lib/api-client'
import { queryKeys } from '@/components/lib/query-keys'
import { describeTroubleChange, troubleOf, type TroubledClusters } from '@/components/lib/troubled-clusters'
import { useSeededQuery } from '@/components/lib/use-seeded-query'

/** Changes that come together are read out together. */
const GATHER_MS = 1500

async function readTroubles(): Promise<TroubledClusters> {
  const page = await requestJson<Page<ClusterSummary>>('/api/v1/clusters?level=broken&level=attention&pageSize=200')
  return page.items.map(troubleOf).filter((trouble) => trouble !== null)
}

/** Favicon by the worst cluster of all; changes for better or worse are said to screen readers. Shows nothing. */
export function TroubleWatch({ initial }: { initial: TroubledClusters }) {
  const troubles = useSeededQuery({ queryKey: queryKeys.troubles, initial, read: readTroubles })
  const level = troubles.some((trouble) => trouble.level === 'broken') ? 'broken' : troubles.length > 0 ? 'attention' : 'healthy'
  const said = useRef(troubles)
  const [words, setWords] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => {
      const change = describeTroubleChange(said.current, troubles)
      said.current = troubles
      if (change) setWords(change)
    }, GATHER_MS)
    return () => clearTimeout(timer)
  }, [troubles])
  return (
    <>
      <link rel="icon" type="image/svg+xml" href={`/favicon-${level}.svg`} />
      <p aria-live="polite" className="sr-only">{words}</p>
    </>
  )
}
