'use client'
import { clsx } from 'clsx'
import { useMemo } from 'react'
import { formatLag } from '@/components/lib/format'
import { spreadLag, type LagPoint } from '@/components/lib/lag-history'
import { queryKeys } from '@/components/lib/query-keys'
import { useCached } from '@/components/lib/use-cached'
import { Sparkline } from '@/components/ui/sparkline'

const POINTS = 60

/** The worst lag now, and its line since the page has been open (an hour at most). */
export function LagCell({ clusterId, lagSeconds, replicas }: { clusterId: string; lagSeconds: number | null; replicas: boolean }) {
  const history = useCached<LagPoint[]>(queryKeys.lagHistory(clusterId))
  const values = useMemo(() => spreadLag(history ?? [], POINTS), [history])
  if (!replicas) return <span className="font-sans text-muted">no replicas</span>
  const worst = Math.max(0, ...values.map((value) => value ?? 0))
  return (
    <span className="flex items-center justify-end gap-2">
      <Sparkline values={values} label={`Worst lag while this page is open: ${formatLag(worst)}`} />
      <span className={clsx('inline-block min-w-16 text-right', lagSeconds === null && 'text-muted')}>{formatLag(lagSeconds)}</span>
    </span>
  )
}
