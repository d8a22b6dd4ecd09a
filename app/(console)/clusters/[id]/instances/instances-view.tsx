'use client'
import { Server } from 'lucide-react'
import dynamic from 'next/dynamic'
import { InstancePanel, type InstanceView } from '@/components/instances/instance-panel'
import { InstancesTable } from '@/components/instances/instances-table'
import { useDenial } from '@/components/lib/access'
import { Findings } from '@/components/operator-card/findings'
import { TimelineList } from '@/components/timeline/timeline-list'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { Skeleton } from '@/components/ui/skeleton'
import type { InstanceStatus } from '@/server/contracts/cluster-status'
import { useChangeDenial, useCluster, useLiveEvents } from '../cluster-context'
import { FindingAction } from '../finding-action'
import { useInterventions } from '../interventions'
import { withoutHolds } from '../overview-parts'

const LogsViewer = dynamic(() => import('@/components/logs/logs-viewer'), { ssr: false, loading: () => <Skeleton className="h-96 w-full" /> })

/** The instances, and one of them opened. */
export function InstancesView({ selected, view }: { selected: string | null; view: InstanceView }) {
  const { detail: { summary, status } } = useCluster()
  const base = `/clusters/${encodeURIComponent(summary.id)}/instances`
  const hrefOf = (instance: string, next: InstanceView = 'details') => `${base}?${new URLSearchParams({ instance, ...(next === 'details' ? {} : { view: next }) }).toString()}`
  const instances = status?.instances ?? []
  const opened = instances.find((instance) => instance.name === selected)
  if (instances.length === 0) return <EmptyState icon={Server} title="No instance yet">They appear here as soon as the operator has made the StatefulSet. What it is doing is on the overview.</EmptyState>
  return (
    <>
      <Card flush><InstancesTable instances={instances} selected={selected} hrefOf={hrefOf} /></Card>
      {selected !== null && opened === undefined && <Banner tone="unknown" title={`There is no instance ${selected} now.`}>It was scaled away, or the address is wrong.</Banner>}
      {opened !== undefined && (
        <InstancePanel
          key={opened.name}
          instance={opened}
          view={view}
          hrefOf={(next) => hrefOf(opened.name, next)}
          closeHref={base}
          notices={<InstanceNotices instance={opened.name} />}
          logs={<InstanceLogs clusterId={summary.id} instance={opened} />}
          events={<InstanceEvents clusterId={summary.id} instance={opened.name} />}
        />
      )}
    </>
  )
}

/** What is wrong with it and what can be done, and where it can be isolated. */
function InstanceNotices({ instance }: { instance: string }) {
  const { detail: { status, holds, spec } } = useCluster()
  const { open } = useInterventions()
  const denial = useChangeDenial('clusters.intervene')
  const findings = withoutHolds(status?.findings ?? []).filter((finding) => finding.instance === instance)
  const fenced = holds.fences.some((fence) => fence.instance === instance)
  const isPrimary = status?.primary === instance
  return (
    <>
      <Findings findings={findings} actionOf={(finding) => <FindingAction finding={finding} />} />
      {spec.management === 'operator' && (
        <div className="flex flex-wrap gap-2">
          {!isPrimary && <Button size="sm" disabledReason={denial ?? (status?.availability?.switchover[instance] === undefined ? 'It cannot take over now' : null)} onClick={() => open({ kind: 'switchover', target: instance })}>Make primary…</Button>}
          <Button size="sm" disabledReason={denial ?? (isPrimary ? 'It is the primary: switch over first' : fenced ? 'It is fenced already' : null)} onClick={() => open({ kind: 'fence', instance })}>Fence…</Button>
        </div>
      )}
    </>
  )
}

function InstanceLogs({ clusterId, instance }: { clusterId: string; instance: InstanceStatus }) {
  const denial = useDenial('logs.read')
  if (denial !== null) return <p className="text-sm text-muted">{denial}.</p>
  return <LogsViewer clusterId={clusterId} instance={instance.name} podUid={instance.pod?.uid ?? null} containers={instance.pod?.containers ?? []} />
}

function InstanceEvents({ clusterId, instance }: { clusterId: string; instance: string }) {
  const live = useLiveEvents(clusterId)
  const timeline = `/clusters/${encodeURIComponent(clusterId)}/timeline`
  return <TimelineList clusterId={clusterId} filter={{ kinds: [], severities: [], instance, event: null }} initial={null} live={live} newestHref={null} hrefOf={(event) => `${timeline}?event=${event}`} />
}
