'use client'
import { usePathname } from 'next/navigation'
import { useSyncExternalStore } from 'react'
import type { ClusterDetail } from '@/server/contracts/cluster'
import type { KubernetesClusterView } from '@/server/contracts/kubernetes'
import { requestJson } from '@/components/lib/api-client'
import { useClockValue } from '@/components/lib/clock'
import { formatAge } from '@/components/lib/format'
import { useStreamState } from '@/components/lib/live-provider'
import { queryKeys } from '@/components/lib/query-keys'
import { listUnreachable, type UnreachableKubernetes } from '@/components/lib/unreachable-kubernetes'
import { useCached } from '@/components/lib/use-cached'
import { useSeededQuery } from '@/components/lib/use-seeded-query'
import { Banner } from '@/components/ui/banner'
import { Button, ButtonLink } from '@/components/ui/button'
import { RelativeTime } from '@/components/ui/relative-time'
import { clusterIdOf } from './navigation'

const BANNER_AFTER_MS = 10_000

function subscribeOnline(notify: () => void): () => void {
  window.addEventListener('online', notify)
  window.addEventListener('offline', notify)
  return () => {
    window.removeEventListener('online', notify)
    window.removeEventListener('offline', notify)
  }
}

/** Says that the page no longer follows what happens, and why. */
function ConnectionBanner() {
  const { staleSinceMs, outdated } = useStreamState()
  const online = useSyncExternalStore(subscribeOnline, () => navigator.onLine, () => true)
  const age = useClockValue((nowMs) => (staleSinceMs !== null && (nowMs - staleSinceMs > BANNER_AFTER_MS || !online) ? formatAge((nowMs - staleSinceMs) / 1000) : null))
  if (!online) return <Banner live tone="attention" title="This browser is offline">{age === null ? 'The page' : `What you see is ${age} old. The page`} goes on by itself when the network is back; changes cannot be saved until then.</Banner>
  if (age !== null) return <Banner live tone="attention" title="Podkeeper cannot be reached">What you see is {age} old. The page keeps trying and goes on by itself. The MySQL clusters run without Podkeeper.</Banner>
  if (outdated) return <Banner live tone="info" title="Podkeeper was updated" actions={<Button size="sm" onClick={() => window.location.reload()}>Reload the page</Button>}>This page is from the version before.</Banner>
  return null
}

/** Which Kubernetes clusters do not answer, and what that means for what is shown. */
function KubernetesBanner({ initial }: { initial: UnreachableKubernetes }) {
  const away = useSeededQuery({
    queryKey: queryKeys.unreachableKubernetes,
    initial,
    read: async () => listUnreachable((await requestJson<{ items: KubernetesClusterView[] }>('/api/v1/kubernetes-clusters')).items),
  })
  // The page about them says more.
  const told = usePathname() === '/kubernetes'
  if (away.length === 0 || told) return null
  const names = away.map((cluster) => cluster.name).join(', ')
  return (
    <Banner live tone="broken" title={`Kubernetes cluster ${names} cannot be reached`} actions={<ButtonLink size="sm" href="/kubernetes">Show why</ButtonLink>}>
      {away.length === 1 && away[0]?.lastSeenAt ? <>It was seen last <RelativeTime at={away[0].lastSeenAt} />. </> : null}
      What is shown of its MySQL clusters is as old. They go on running; Podkeeper tries again by itself.
    </Banner>
  )
}

/** `sandbox`: all: every Kubernetes cluster is the sandbox; some: only where a page is about one that is. */
export function PageAlerts({ sandbox, readOnly, unreachable }: { sandbox: 'all' | 'some' | 'none'; readOnly: boolean; unreachable: UnreachableKubernetes }) {
  const here = useCached<ClusterDetail>(queryKeys.cluster(clusterIdOf(usePathname()) ?? ''))
  const marked = sandbox === 'all' || (sandbox === 'some' && here?.summary.kubernetesCluster.sandbox === true)
  return (
    <section aria-label="Notices" className="mx-auto flex w-full max-w-[1440px] flex-col gap-2 px-4 empty:hidden not-empty:pt-3 sm:px-6">
      {marked && <Banner tone="sandbox" title={sandbox === 'all' ? 'Sandbox: every Kubernetes and MySQL here is simulated. Nothing real is touched.' : 'Sandbox: this cluster is simulated. Nothing real is touched.'} />}
      {readOnly && <Banner tone="unknown" title="Read-only">Podkeeper was started with READ_ONLY_MODE: nothing can be changed here.</Banner>}
      <KubernetesBanner initial={unreachable} />
      <ConnectionBanner />
    </section>
  )
}
