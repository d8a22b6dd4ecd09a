'use client'
import { useQuery } from '@tanstack/react-query'
import { useTheme } from 'next-themes'
import dynamic from 'next/dynamic'
import { useMemo, useState } from 'react'
import { queryString, requestJson } from '@/components/lib/api-client'
import { formatLag } from '@/components/lib/format'
import { problemFrom } from '@/components/lib/problem'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { ProblemView } from '@/components/ui/problem-view'
import { Skeleton } from '@/components/ui/skeleton'
import type { SampleSeries } from '@/server/contracts/cluster'
import type { LiveSample } from '@/server/contracts/events'
import { assembleSeries, summarizeSeries, type ChartData } from './assemble-series'
import type { ChartMarker, ChartThreshold } from './draw-annotations'
import { LagLegend, LagTable } from './lag-table'
import { LINE_COLOURS, LINE_COLOUR_CLASSES } from './line-colours'

const HEIGHT = 240
const LagPlot = dynamic(() => import('./lag-plot'), { ssr: false, loading: () => <Skeleton className="h-60 w-full" /> })

const RANGES = [
  { seconds: 900, label: '15 min' },
  { seconds: 3600, label: '1 h' },
  { seconds: 21_600, label: '6 h' },
  { seconds: 86_400, label: '24 h' },
] as const

interface LagChartProps {
  clusterId: string
  /** replicas, sorted; each is a line */
  instances: readonly string[]
  samples: readonly LiveSample[]
  thresholds: readonly ChartThreshold[]
  markers: readonly ChartMarker[]
}

/** Lag of each replica, live, with the limits that matter and what happened. No data is a gap. */
export function LagChart({ clusterId, instances, samples, thresholds, markers }: LagChartProps) {
  const [rangeSeconds, setRangeSeconds] = useState<number>(900)
  const [asTable, setAsTable] = useState(false)
  const [hovered, setHovered] = useState<number | null>(null)
  const { resolvedTheme } = useTheme()
  // Live points go on from here; asked again only when the range changes or the page comes back after a while.
  const stored = useQuery({
    queryKey: ['cluster', clusterId, 'lag-samples', rangeSeconds],
    queryFn: ({ signal }) => requestJson<SampleSeries>(`/api/v1/clusters/${encodeURIComponent(clusterId)}/samples${queryString({ metric: 'lagSeconds', rangeSeconds, points: 600 })}`, { signal }),
    staleTime: 60_000,
    refetchOnWindowFocus: false,
  })
  const data = useMemo(() => assembleSeries(stored.data, samples, instances, rangeSeconds), [stored.data, samples, instances, rangeSeconds])
  return (
    <Card title="Replication lag" description={`Last ${RANGES.find((r) => r.seconds === rangeSeconds)?.label ?? ''}, live`} actions={<ChartControls rangeSeconds={rangeSeconds} onRange={setRangeSeconds} asTable={asTable} onTable={setAsTable} />}>
      {stored.isError && <div className="mb-3"><ProblemView problem={problemFrom(stored.error)} actions={<Button size="sm" onClick={() => void stored.refetch()}>Try again</Button>} /></div>}
      <div className={LINE_COLOUR_CLASSES} style={{ minHeight: HEIGHT + 36 }}>
        {asTable ? (
          <LagTable data={data} />
        ) : (
          <>
            <div className="relative" role="img" aria-label={describeChart(data, rangeSeconds)}>
              {stored.isPending ? <Skeleton className="h-60 w-full" /> : <LagPlot data={data} windowSeconds={rangeSeconds} thresholds={thresholds} markers={markers} colorVariables={LINE_COLOURS} height={HEIGHT} theme={resolvedTheme ?? 'light'} syncKey={clusterId} onHover={setHovered} />}
              {data.times.length === 0 && !stored.isPending && <p className="absolute inset-x-0 top-24 text-center text-sm text-muted">No lag was measured in this time. Replicas are measured once they replicate.</p>}
            </div>
            <LagLegend data={data} hovered={hovered} />
          </>
        )}
      </div>
    </Card>
  )
}

interface ChartControlsProps { rangeSeconds: number; onRange: (seconds: number) => void; asTable: boolean; onTable: (asTable: boolean) => void }

function ChartControls({ rangeSeconds, onRange, asTable, onTable }: ChartControlsProps) {
  return (
    <div className="flex flex-wrap items-center gap-1">
      <div role="group" aria-label="Time range" className="flex gap-1">
        {RANGES.map((range) => (
          <Button key={range.seconds} size="sm" variant={range.seconds === rangeSeconds ? 'secondary' : 'ghost'} aria-pressed={range.seconds === rangeSeconds} onClick={() => onRange(range.seconds)}>{range.label}</Button>
        ))}
      </div>
      <Button size="sm" variant="ghost" onClick={() => onTable(!asTable)}>{asTable ? 'Show as chart' : 'Show as table'}</Button>
    </div>
  )
}

function describeChart(data: ChartData, rangeSeconds: number): string {
  const range = RANGES.find((r) => r.seconds === rangeSeconds)?.label ?? ''
  const parts = summarizeSeries(data).map((s) => (s.largest === null ? `${s.instance}: nothing measured` : `${s.instance}: now ${s.newest === null ? 'unknown' : formatLag(s.newest)}, at most ${formatLag(s.largest)}`))
  return `Chart of replication lag, last ${range}. ${parts.join('; ')}`
}
