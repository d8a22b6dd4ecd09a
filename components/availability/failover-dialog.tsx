'use client'
import Link from 'next/link'
import { useState, type ReactNode } from 'react'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { ProblemView } from '@/components/ui/problem-view'
import type { Action } from '@/server/contracts/action'
import type { ClusterDetail } from '@/server/contracts/cluster'
import type { Operation } from '@/server/contracts/operation'
import type { RequestFailover } from '@/server/contracts/transfer'
import { Checklist } from './checklist'
import { sortChecks, whyBlocked } from './judge-checks'
import { RunningTransfer, type CancelAction } from './running-transfer'
import { useIntervention } from './use-intervention'

export type FailOverAction = Action<RequestFailover & { id: string }, ClusterDetail>

interface FailoverDialogProps {
  detail: ClusterDetail
  failOver: FailOverAction
  cancel: CancelAction
  denial: string | null
  renderSteps: (operation: Operation) => ReactNode
  onClose: () => void
}

/** A failover by hand: what proves the loss, what may be lost with it, and the name typed where something is. */
export default function FailoverDialog({ detail, failOver, cancel, denial, renderSteps, onClose }: FailoverDialogProps) {
  const [begun, setBegun] = useState<Operation | null>(null)
  const [typed, setTyped] = useState('')
  const { pending, problem, run } = useIntervention()
  const { summary, status } = detail
  const failover = status?.availability?.failover ?? null
  const checks = sortChecks(failover?.manual ?? [])
  const loss = failover?.possibleLoss ?? null
  const operation = begun === null ? null : (detail.operations.find((one) => one.id === begun.id) ?? begun)
  const blocked = denial ?? (failover === null ? 'There is nobody to fail over to' : whyBlocked(checks, ['quorum'])) ?? (loss !== null && typed !== summary.name ? `Type ${summary.name} first` : null)
  const begin = async () => {
    const after = await run(() => failOver({ id: summary.id, lossAccepted: loss !== null, confirmName: typed }))
    if (after) setBegun(after.operations.find((one) => one.kind === 'failover') ?? null)
  }
  if (operation !== null) {
    return (
      <Dialog open size="lg" keepOnOutsidePress title={operation.title} onClose={onClose} footer={<Button onClick={onClose}>Close</Button>}>
        <RunningTransfer clusterId={summary.id} operation={operation} transfer={status?.availability?.transfer ?? null} steps={renderSteps(operation)} cancel={cancel} denial={denial} />
      </Dialog>
    )
  }
  return (
    <Dialog
      open size="lg" keepOnOutsidePress title={`Fail over from ${summary.primary ?? 'the primary'}`} description="Another instance takes the writes without the lost primary's help." onClose={onClose}
      footer={<><Button onClick={onClose}>Keep as it is</Button><Button variant="danger" pending={pending} disabledReason={blocked} onClick={() => void begin()}>Fail over now</Button></>}
    >
      <form className="flex flex-col gap-4" onSubmit={(event) => { event.preventDefault(); if (blocked === null && !pending) void begin() }}>
        {loss === null ? <Banner tone="info" title="Nothing that a client saw committed is lost.">The replicas that answer are enough to know it.</Banner>
          : <Banner tone="broken" title="Writes that clients saw committed may be lost.">{loss}. When the old primary comes back with them, it is kept apart with its data until somebody decides.</Banner>}
        <Checklist label="Conditions of the failover" checks={checks} />
        <p className="text-xs text-muted"><Link className="text-accent underline" href="/docs/availability#when-failover-is-not-done" target="_blank">When a failover is not done, and why</Link></p>
        {loss !== null && (
          <Field label={<>Type <strong className="figures font-semibold">{summary.name}</strong> to accept the loss</>}>
            <Input value={typed} onChange={(event) => setTyped(event.target.value)} autoComplete="off" spellCheck={false} className="figures" />
          </Field>
        )}
        {problem !== null && <ProblemView problem={problem} />}
      </form>
    </Dialog>
  )
}
