'use client'
import { useQueryClient } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { useState, type ComponentProps } from 'react'
import { useDenial } from '@/components/lib/access'
import { requestJson } from '@/components/lib/api-client'
import { queryKeys } from '@/components/lib/query-keys'
import { useSeededQuery } from '@/components/lib/use-seeded-query'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import type { Action } from '@/server/contracts/action'
import type { SetHold } from '@/server/contracts/hold'
import type { OperatorView } from '@/server/contracts/operator'
import { HoldBanner } from './hold-banners'
import type HoldDialogType from './hold-dialog'

const HoldDialog = dynamic<ComponentProps<typeof HoldDialogType<OperatorView>>>(() => import('./hold-dialog'), { ssr: false })

interface GlobalStopProps { initial: OperatorView; pause: Action<SetHold, OperatorView>; resume: Action<Record<string, never>, OperatorView> }

/** Stops automation of every cluster, and lets it go on. */
export function GlobalStop({ initial, pause, resume }: GlobalStopProps) {
  const operator = useSeededQuery({ queryKey: queryKeys.operator, initial, read: () => requestJson<OperatorView>('/api/v1/operator') })
  const client = useQueryClient()
  const denial = useDenial('automation.stop')
  const [asking, setAsking] = useState(false)
  const show = (view: OperatorView) => client.setQueryData(queryKeys.operator, view)
  const lift = async () => {
    const result = await resume({})
    if (result.ok) show(result.value)
    return result
  }
  return (
    <Card id="automation" title="Automation" description="Failover, clones and restarts that Podkeeper does by itself, on every Kubernetes cluster">
      {operator.pause !== null ? (
        <HoldBanner hold={operator.pause} title="Automation is stopped for every cluster." liftLabel="Let automation go on everywhere" lift={lift} denial={denial}>If a primary is lost meanwhile, writes to it stop until a person acts.</HoldBanner>
      ) : (
        <div className="flex flex-wrap items-center gap-3">
          <Button disabledReason={denial} onClick={() => setAsking(true)}>Stop automation everywhere…</Button>
          <p className="text-sm text-muted">For work on nodes, networks or storage that Podkeeper should not answer. One cluster alone: in its Settings.</p>
        </div>
      )}
      {asking && (
        <HoldDialog title="Stop automation of every cluster" confirmLabel="Stop automation everywhere" denial={denial} hold={pause} onDone={show} onClose={() => setAsking(false)}>
          <p>No failover, switchover, clone, rollout or restart happens by itself, on any cluster. If a primary is lost meanwhile, writes stop until a person acts.</p>
          <p>Reads are still led away from replicas that are not fit, and a proven primary that comes back is opened for writing.</p>
        </HoldDialog>
      )}
    </Card>
  )
}
