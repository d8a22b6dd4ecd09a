'use client'
import { clsx } from 'clsx'
import { useMemo } from 'react'
import { formatLag } from '@/components/lib/format'
import { joinLagHistory, spreadLag, type LagPoint } from '@/components/lib/lag-history'
import { queryKeys } from '@/components/lib/query-keys'
import { useCached } from '@/components/lib/use-cached'
import { Sparkline } from '@/components/ui/sparkline'

const POINTS = 60

/** What the server kept of the last hour: [Unix seconds, lag in seconds]. */
export type KeptLag = readonly (readonly [number, number | null])[]

interface LagCellProps { clusterId: string; lagSeconds: number | null; replicas: boolean; kept: KeptLag | undefined }

/** The worst lag now, and its line over the last hour. */
export function LagCell({ clusterId, lagSeconds, replicas, kept }: LagCellProps) {
  const history = useCached<LagPoint[]>(queryKeys.lagHistory(clusterId))
  const values = useMemo(() => spreadLag(joinLagHistory(kept ?? [], history ?? []), POINTS), [kept, history])
  if (!replicas) return <span className="font-sans text-muted">no replicas</span>
  const worst = Math.max(0, ...values.map((value) => value ?? 0))
  return (
    <span className="flex items-center justify-end gap-2">
      <Sparkline values={values} label={`Worst lag of the last hour: ${formatLag(worst)}`} />
      <span className={clsx('inline-block min-w-16 text-right', lagSeconds === null && 'text-muted')}>{formatLag(lagSeconds)}</span>
    </span>
  )
}
