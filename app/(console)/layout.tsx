import type { ReactNode } from 'react'
import { environment } from '@/server/config/environment'
import { listClustersQuerySchema } from '@/server/contracts/cluster'
import type { Actor } from '@/server/contracts/access'
import { requireActor } from '@/server/http/actor'
import { listClusters } from '@/server/services/clusters/list-clusters'
import { listKubernetesClusters } from '@/server/services/kubernetes-clusters/list-kubernetes-clusters'
import { getOperatorState } from '@/server/services/operator-state/get-operator-state'
import { ConsoleFrame } from '@/components/frame/console-frame'
import { PageAlerts } from '@/components/frame/page-alerts'
import { TroubleWatch } from '@/components/frame/trouble-watch'
import { AccessProvider } from '@/components/lib/access'
import { LiveProvider } from '@/components/lib/live-provider'
import { troubleOf } from '@/components/lib/troubled-clusters'
import { listUnreachable } from '@/components/lib/unreachable-kubernetes'
import { ProblemView } from '@/components/ui/problem-view'
import { Toaster } from '@/components/ui/toast'
import { signOut } from './actions'
import { denialsOf } from './denials'
import { loadOrExplain } from './load-or-explain'

async function loadFrame(actor: Actor) {
  const [operator, kubernetesClusters, troubled] = await Promise.all([
    getOperatorState(),
    listKubernetesClusters(),
    listClusters(actor, listClustersQuerySchema.parse({ level: ['broken', 'attention'], pageSize: 200 })),
  ])
  const sandboxes = kubernetesClusters.items.filter((item) => item.source === 'sandbox').length
  const sandbox = sandboxes === 0 ? 'none' : sandboxes === kubernetesClusters.items.length ? 'all' : 'some'
  return { operator, sandbox, unreachable: listUnreachable(kubernetesClusters.items), troubles: troubled.items.map(troubleOf).filter((trouble) => trouble !== null) } as const
}

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const loaded = await loadOrExplain(async () => {
    const { actor } = await requireActor()
    return { actor, frame: await loadFrame(actor) }
  })
  if (!loaded.ok) return <main className="mx-auto max-w-2xl p-6"><ProblemView problem={loaded.problem} actions={<a href="" className="font-medium text-accent underline">Try again</a>} /></main>
  const { actor, frame } = loaded.value
  const readOnly = environment().readOnlyMode
  return (
    <AccessProvider denials={denialsOf(actor.role, readOnly)}>
      <LiveProvider>
        <ConsoleFrame account={{ name: actor.name, role: actor.role }} operator={frame.operator} signOut={signOut} alerts={<PageAlerts sandbox={frame.sandbox} readOnly={readOnly} unreachable={frame.unreachable} />}>
          {children}
        </ConsoleFrame>
        <TroubleWatch initial={frame.troubles} />
        <Toaster />
      </LiveProvider>
    </AccessProvider>
  )
}
