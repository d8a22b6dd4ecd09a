'use client'
import dynamic from 'next/dynamic'
import { createContext, useContext, useState, type ComponentProps, type ReactNode } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import type { FailOverAction } from '@/components/availability/failover-dialog'
import type { RepairAction } from '@/components/availability/repair-dialog'
import type { CancelAction } from '@/components/availability/running-transfer'
import type { SwitchOverAction } from '@/components/availability/switchover-dialog'
import type HoldDialogType from '@/components/holds/hold-dialog'
import { queryKeys } from '@/components/lib/query-keys'
import { OperationSteps } from '@/components/operations/operation-steps'
import { Banner } from '@/components/ui/banner'
import type { Action } from '@/server/contracts/action'
import type { ClusterDetail } from '@/server/contracts/cluster'
import type { SetHold } from '@/server/contracts/hold'
import type { Operation } from '@/server/contracts/operation'
import { useChangeDenial, useCluster } from './cluster-context'

// Asked for seldom: none of them is loaded with the page.
const SwitchoverDialog = dynamic(() => import('@/components/availability/switchover-dialog'), { ssr: false })
const FailoverDialog = dynamic(() => import('@/components/availability/failover-dialog'), { ssr: false })
const RepairDialog = dynamic(() => import('@/components/availability/repair-dialog'), { ssr: false })
const HoldDialog = dynamic<ComponentProps<typeof HoldDialogType<ClusterDetail>>>(() => import('@/components/holds/hold-dialog'), { ssr: false })

export interface InterventionActions {
  switchOver: SwitchOverAction
  failOver: FailOverAction
  cancel: CancelAction
  repair: RepairAction
  fence: Action<SetHold & { id: string; instance: string }, ClusterDetail>
  liftFence: Action<{ id: string; instance: string }, ClusterDetail>
  pause: Action<SetHold & { id: string }, ClusterDetail>
  resume: Action<{ id: string }, ClusterDetail>
}

export type Intervention = { kind: 'switchover'; target: string } | { kind: 'failover' } | { kind: 'repair'; instance: string } | { kind: 'fence'; instance: string } | { kind: 'pause' }

interface InterventionsValue { actions: InterventionActions; open: (intervention: Intervention) => void }
const InterventionsContext = createContext<InterventionsValue | null>(null)

/** What a person can do to the cluster beside its definition, and the dialogs that ask before it is done. */
export function useInterventions(): InterventionsValue {
  const value = useContext(InterventionsContext)
  if (value === null) throw new Error('InterventionsProvider is missing around this component')
  return value
}

export function InterventionsProvider({ actions, children }: { actions: InterventionActions; children: ReactNode }) {
  const [opened, open] = useState<Intervention | null>(null)
  return (
    <InterventionsContext value={{ actions, open }}>
      {children}
      {opened !== null && <OpenedDialog opened={opened} actions={actions} open={open} />}
    </InterventionsContext>
  )
}

function OpenedDialog({ opened, actions, open }: { opened: Intervention; actions: InterventionActions; open: (next: Intervention | null) => void }) {
  const { detail } = useCluster()
  const client = useQueryClient()
  const denial = useChangeDenial('clusters.intervene')
  const { id, name } = detail.summary
  const common = { detail, denial, onClose: () => open(null) }
  const transfer = { ...common, cancel: actions.cancel, renderSteps: (operation: Operation) => <OperationSteps operation={operation} /> }
  const hold = { denial, onClose: common.onClose, onDone: (after: ClusterDetail) => client.setQueryData(queryKeys.cluster(id), after) }
  switch (opened.kind) {
    case 'switchover':
      return <SwitchoverDialog {...transfer} target={opened.target} switchOver={actions.switchOver} />
    case 'failover':
      return <FailoverDialog {...transfer} failOver={actions.failOver} />
    case 'repair': {
      const own = detail.status?.findings.some((finding) => finding.code === 'ErrantTransactions' && finding.instance === opened.instance) ?? false
      return <RepairDialog {...common} instance={opened.instance} hasOwnTransactions={own} repair={actions.repair} onFence={() => open({ kind: 'fence', instance: opened.instance })} />
    }
    case 'fence':
      return (
        <HoldDialog {...hold} title={`Fence ${opened.instance}`} confirmLabel={`Fence ${opened.instance}`} hold={(input) => actions.fence({ id, instance: opened.instance, ...input })}>
          <p>{opened.instance} leaves the read service and stops replicating; it is not restarted, and takes nobody&apos;s place. Its data stays as it is, to be looked at.</p>
          <p>Connections to it stay open until their clients end them. It counts for no failover and acknowledges no commit meanwhile. When the fence is lifted, it catches up and comes back by itself.</p>
          {leavesCommitsWaiting(detail, opened.instance) && <Banner tone="broken" title="Commits would wait.">Without {opened.instance} fewer replicas acknowledge than each commit waits for: nobody can write until enough are back, or until the policy lets commits go on with fewer.</Banner>}
        </HoldDialog>
      )
    case 'pause':
      return (
        <HoldDialog {...hold} title={`Stop automation of ${name}`} confirmLabel={`Stop automation of ${name}`} hold={(input) => actions.pause({ id, ...input })}>
          <p>No failover, switchover, clone, rollout or restart happens by itself. If the primary is lost meanwhile, writes stop until a person acts.</p>
          <p>Reads are still led away from replicas that are not fit, and a proven primary that comes back is opened for writing.</p>
        </HoldDialog>
      )
  }
}

/** It acknowledges now, and the others are too few without it. */
function leavesCommitsWaiting({ status }: ClusterDetail, name: string): boolean {
  const instance = status?.instances.find((one) => one.name === name)
  if (instance?.isolation !== null || instance.replication?.ioThread !== 'on') return false
  const acknowledgements = status?.availability?.acknowledgements ?? null
  return acknowledgements !== null && acknowledgements.required !== null && acknowledgements.connected !== null && acknowledgements.connected - 1 < acknowledgements.required
}
