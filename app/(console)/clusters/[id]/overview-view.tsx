'use client'
import dynamic from 'next/dynamic'
import { useCallback, useMemo } from 'react'
import { AvailabilityPanel } from '@/components/availability/availability-panel'
import { RunningTransfer } from '@/components/availability/running-transfer'
import { ConnectionCard, type Account } from '@/components/connection/connection-card'
import type { AccountName, RevealedCredentials } from '@/components/connection/password-reveal'
import { LagChart } from '@/components/lag-chart/lag-chart'
import { useDenial } from '@/components/lib/access'
import { compareNaturally } from '@/components/lib/format'
import { PastOperations, RunningOperation } from '@/components/operations/operation-card'
import { OperationSteps } from '@/components/operations/operation-steps'
import { Findings } from '@/components/operator-card/findings'
import { OperatorCard } from '@/components/operator-card/operator-card'
import { TopologyMap } from '@/components/topology/topology-map'
import { Skeleton } from '@/components/ui/skeleton'
import type { Action } from '@/server/contracts/action'
import type { TimelineEventView } from '@/server/contracts/cluster'
import { useChangeDenial, useCluster, useLiveEvents, useLiveSamples } from './cluster-context'
import { FindingAction } from './finding-action'
import { useInterventions } from './interventions'
import { useNodeActions } from './node-actions'
import { chartMarkers, nodeLinks, runningTransfer, withoutHolds } from './overview-parts'

const SandboxPanel = dynamic(() => import('@/components/sandbox-panel/sandbox-panel').then((m) => m.SandboxPanel), { ssr: false, loading: () => <Skeleton className="h-64 w-full" /> })

interface OverviewViewProps {
  accounts: readonly Account[]
  recentEvents: readonly TimelineEventView[]
  reveal: Action<{ id: string; account: AccountName }, RevealedCredentials>
}

/** What it is, how it does, what is being done about it, and how to connect. */
export function OverviewView({ accounts, recentEvents, reveal }: OverviewViewProps) {
  const { detail: { summary, spec, status, operations } } = useCluster()
  const samples = useLiveSamples(summary.id)
  const events = useLiveEvents(summary.id)
  const revealDenial = useDenial('credentials.reveal')
  const interveneDenial = useChangeDenial('clusters.intervene')
  const { actions, open } = useInterventions()
  const nodeActions = useNodeActions()
  const faultDenial = useDenial('sandbox.faults')
  const markers = useMemo(() => chartMarkers([...events, ...recentEvents]), [events, recentEvents])
  const { attentionSeconds, leaveReadsSeconds } = spec.lag
  const thresholds = useMemo(() => [{ seconds: attentionSeconds, label: 'attention', level: 'attention' as const }, { seconds: leaveReadsSeconds, label: 'leaves reads', level: 'broken' as const }], [attentionSeconds, leaveReadsSeconds])
  const primary = status?.primary ?? summary.primary
  const replicaNames = summary.instances.map((i) => i.name).filter((name) => name !== primary).sort(compareNaturally).join(' ')
  const replicas = useMemo(() => (replicaNames === '' ? [] : replicaNames.split(' ')), [replicaNames])
  const availability = status?.availability ?? null
  const transfer = availability === null ? null : runningTransfer(operations)
  const links = useMemo(() => nodeLinks(summary.id, summary.name, summary.namespace), [summary.id, summary.name, summary.namespace])
  const topology = useMemo(() => ({ instances: status?.instances ?? [], services: status?.services ?? [], primary }), [status, primary])
  const revealHere = useCallback(({ account }: { account: AccountName }) => reveal({ id: summary.id, account }), [reveal, summary.id])
  return (
    <>
      <RunningOperation operations={operations.filter((one) => one.id !== transfer?.id)} />
      <Findings findings={withoutHolds(status?.findings ?? [])} actionOf={(finding) => <FindingAction finding={finding} />} />
      <TopologyMap input={topology} links={links} actions={nodeActions} />
      {availability !== null && (
        <AvailabilityPanel
          spec={spec} availability={availability} primary={primary} denial={interveneDenial} onFailover={() => open({ kind: 'failover' })}
          running={transfer === null ? null : <RunningTransfer clusterId={summary.id} operation={transfer} transfer={availability.transfer} steps={<OperationSteps operation={transfer} />} cancel={actions.cancel} denial={interveneDenial} />}
        />
      )}
      <div className="grid gap-4 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        {spec.topology === 'single' ? null : <LagChart clusterId={summary.id} instances={replicas} samples={samples} thresholds={thresholds} markers={markers} />}
        <OperatorCard status={status} />
      </div>
      <ConnectionCard namespace={summary.namespace} services={status?.services ?? []} accounts={accounts} reveal={revealDenial === null ? revealHere : null} />
      {summary.kubernetesCluster.sandbox && <SandboxPanel clusterId={summary.id} instances={summary.instances} disabledReason={faultDenial} />}
      <PastOperations operations={operations} />
    </>
  )
}
