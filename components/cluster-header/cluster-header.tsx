'use client'
import type { ReactNode } from 'react'
import { formatLag } from '@/components/lib/format'
import { Elapsed } from '@/components/ui/relative-time'
import { Sparkline } from '@/components/ui/sparkline'
import { StateText } from '@/components/ui/state-icon'
import { TabLinks, type TabLink } from '@/components/ui/tab-links'
import type { ClusterSummary, SampleSeries } from '@/server/contracts/cluster'
import type { LiveSample } from '@/server/contracts/events'
import { worstLagValues } from './worst-lag'

interface ClusterHeaderProps {
  summary: ClusterSummary
  history: SampleSeries | null
  samples: readonly LiveSample[]
  tabs: readonly TabLink[]
  actions?: ReactNode
}

const TOPOLOGIES: Record<ClusterSummary['topology'], string> = { single: 'Single instance', async: 'Asynchronous replication', semisync: 'Semi-synchronous replication' }
const MANAGEMENTS: Record<ClusterSummary['management'], string> = { operator: 'managed by Podkeeper', statefulset: 'plain StatefulSet' }
const SPARK_SECONDS = 900

/** Who it is and how it does, on every tab; stays in sight. */
export function ClusterHeader({ summary, history, samples, tabs, actions }: ClusterHeaderProps) {
  return (
    <>
      <div className="sticky top-(--top-bar-height,0px) z-20 -mx-4 bg-page px-4 pt-3 sm:-mx-6 sm:px-6">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className="figures min-w-0 text-xl font-semibold break-all">{summary.name}</h1>
          <div aria-live="polite" title={summary.headline} className="min-w-0 grow basis-48 text-sm"><StateText level={summary.level} className="max-w-full"><span className="line-clamp-2">{summary.headline}</span></StateText></div>
          {actions}
        </div>
        <div className="hidden min-h-7 pt-1 sm:block"><HeaderFacts summary={summary} history={history} samples={samples} /></div>
        <TabLinks label={`Pages of ${summary.name}`} tabs={tabs} />
      </div>
      <div className="pt-3 sm:hidden"><HeaderFacts summary={summary} history={history} samples={samples} /></div>
    </>
  )
}

function HeaderFacts({ summary, history, samples }: Pick<ClusterHeaderProps, 'summary' | 'history' | 'samples'>) {
  const place = `${summary.namespace} on ${summary.kubernetesCluster.name}`
  return (
    <dl className="flex flex-wrap items-center gap-x-4 gap-y-1 text-sm">
      <HeaderFact label="Where"><span className="figures">{place}</span></HeaderFact>
      <HeaderFact label="Topology">{TOPOLOGIES[summary.topology]}, {MANAGEMENTS[summary.management]}</HeaderFact>
      <HeaderFact label="MySQL"><span className="figures">{summary.version}</span></HeaderFact>
      <HeaderFact label="Ready"><span className="figures">{summary.instancesReady} of {summary.instancesWanted}</span></HeaderFact>
      <HeaderFact label="Primary"><span className="figures">{summary.primary ?? 'none yet'}</span></HeaderFact>
      {summary.topology !== 'single' && <WorstLag summary={summary} history={history} samples={samples} />}
      {summary.operation !== null && <RunningStep operation={summary.operation} />}
    </dl>
  )
}

function HeaderFact({ label, children }: { label: string; children: ReactNode }) {
  return <div className="flex items-center gap-1.5"><dt className="text-muted">{label}</dt><dd>{children}</dd></div>
}

function WorstLag({ summary, history, samples }: Pick<ClusterHeaderProps, 'summary' | 'history' | 'samples'>) {
  const values = worstLagValues(history, samples, SPARK_SECONDS)
  const known = values.filter((value) => value !== null)
  const label = known.length === 0 ? 'Worst lag in the last 15 minutes: nothing measured' : `Worst lag in the last 15 minutes: at most ${formatLag(Math.max(...known))}`
  return (
    <HeaderFact label="Worst lag">
      <span className="flex items-center gap-1.5"><Sparkline values={values} label={label} minimumScale={5} /><span className="figures inline-block min-w-14">{formatLag(summary.worstLagSeconds)}</span></span>
    </HeaderFact>
  )
}

function RunningStep({ operation }: { operation: NonNullable<ClusterSummary['operation']> }) {
  const step = operation.step === null ? operation.title : `${operation.title}: ${operation.step}`
  return (
    <HeaderFact label="Running">
      <span className="text-working">{step} ({operation.stepNumber} of {operation.stepCount}, <Elapsed since={operation.startedAt} />)</span>
    </HeaderFact>
  )
}
