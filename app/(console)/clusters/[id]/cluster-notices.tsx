'use client'
import { HoldBanners } from '@/components/holds/hold-banners'
import { useClockValue } from '@/components/lib/clock'
import { formatAge } from '@/components/lib/format'
import { Banner } from '@/components/ui/banner'
import { RelativeTime } from '@/components/ui/relative-time'
import type { ClusterDetail } from '@/server/contracts/cluster'
import { useChangeDenial } from './cluster-context'
import { useInterventions } from './interventions'

/** The operator looks at least every few seconds; older than this means that it does not. */
const STALE_AFTER_MS = 30_000

/** What makes the page less than the present truth: stale, partial, being deleted. */
export function ClusterNotices({ detail }: { detail: ClusterDetail }) {
  const { summary, status, holds } = detail
  const { actions } = useInterventions()
  const denial = useChangeDenial('clusters.intervene')
  const observedAt = summary.observedAt
  const age = useClockValue((nowMs) => (observedAt !== null && nowMs - Date.parse(observedAt) > STALE_AFTER_MS ? formatAge((nowMs - Date.parse(observedAt)) / 1000) : null))
  const unanswered = status?.instances.filter((instance) => instance.pod?.ready === true && instance.mysql === null) ?? []
  return (
    <div className="flex flex-col gap-2 empty:hidden">
      {summary.deletionRequestedAt !== null && <Banner tone="info" live title="This cluster is being deleted.">Asked for <RelativeTime at={summary.deletionRequestedAt} />. Changes are not possible any more.</Banner>}
      {summary.kubernetesCluster.reachable === false ? (
        <Banner tone="attention" live title={`${summary.kubernetesCluster.name} cannot be reached${age === null ? '.' : `; what is shown is ${age} old.`}`}>MySQL runs on. Podkeeper keeps trying and goes on by itself.</Banner>
      ) : age !== null && <Banner tone="attention" live title={`What is shown is ${age} old.`}>The operator has not looked at this cluster since; its state is at the foot of the navigation.</Banner>}
      {unanswered.length > 0 && <Banner tone="unknown" title="Not everything could be read.">{unanswered.map((instance) => `${instance.name}: ${instance.mysqlProblem ?? 'MySQL does not answer'}`).join('; ')}. The rest is shown.</Banner>}
      <HoldBanners pauses={holds.pauses} fences={holds.fences} resume={() => actions.resume({ id: summary.id })} liftFence={(instance) => actions.liftFence({ id: summary.id, instance })} denial={denial} />
    </div>
  )
}
