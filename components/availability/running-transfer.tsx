'use client'
import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { ProblemView } from '@/components/ui/problem-view'
import { Elapsed } from '@/components/ui/relative-time'
import { StateText } from '@/components/ui/state-icon'
import type { Action } from '@/server/contracts/action'
import type { Availability } from '@/server/contracts/availability'
import type { ClusterDetail } from '@/server/contracts/cluster'
import type { Operation } from '@/server/contracts/operation'
import { useIntervention } from './use-intervention'

export type CancelAction = Action<{ id: string; operationId: string }, ClusterDetail>

interface RunningTransferProps {
  clusterId: string
  operation: Operation
  transfer: Availability['transfer']
  steps: ReactNode
  cancel: CancelAction
  /** why it may not be cancelled by this visitor */
  denial: string | null
}

/** A change of the primary as it goes on: how long writes have been stopped, its steps, and the way back while there is one. */
export function RunningTransfer({ clusterId, operation, transfer, steps, cancel, denial }: RunningTransferProps) {
  const { pending, problem, run } = useIntervention()
  const mine = transfer?.operationId === operation.id ? transfer : null
  const ended = operation.state !== 'pending' && operation.state !== 'running'
  return (
    <div className="flex flex-col gap-3">
      <div aria-live="polite" className="text-sm">{ended ? <Outcome operation={operation} /> : <WriteStop since={mine?.writesStoppedAt ?? null} />}</div>
      {operation.steps.length > 0 && steps}
      {!ended && (
        <div className="flex flex-wrap items-center gap-3">
          <Button size="sm" pending={pending} disabledReason={denial ?? (mine === null || mine.cancellable ? null : 'It is past the point from which it only goes forward')} onClick={() => void run(() => cancel({ id: clusterId, operationId: operation.id }))}>Cancel and take it back</Button>
          <span className="text-xs text-muted">{mine !== null && !mine.cancellable ? `${mine.to ?? 'The new primary'} takes the writes: from here on it only goes forward.` : 'Possible until the new primary is chosen for good: the old one is then opened again.'}</span>
        </div>
      )}
      {problem !== null && <ProblemView problem={problem} />}
    </div>
  )
}

function WriteStop({ since }: { since: string | null }) {
  if (since === null) return <StateText level="working">Writes go on</StateText>
  return <StateText level="attention">Writes have been stopped for <Elapsed since={since} /></StateText>
}

function Outcome({ operation }: { operation: Operation }) {
  if (operation.state === 'succeeded') return <StateText level="healthy">Done. {operation.steps.find((step) => step.detail?.startsWith('Writes were'))?.detail ?? ''}</StateText>
  return <StateText level={operation.state === 'cancelled' ? 'off' : 'broken'}>{operation.problem ?? (operation.state === 'cancelled' ? 'Taken back' : 'It failed')}</StateText>
}
