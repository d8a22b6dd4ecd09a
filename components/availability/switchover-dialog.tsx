'use client'
import { useState, type ReactNode } from 'react'
import Link from 'next/link'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { ProblemView } from '@/components/ui/problem-view'
import type { Action } from '@/server/contracts/action'
import type { ClusterDetail } from '@/server/contracts/cluster'
import type { Operation } from '@/server/contracts/operation'
import type { RequestSwitchover } from '@/server/contracts/transfer'
import { Checklist } from './checklist'
import { countMet, sortChecks, whyBlocked } from './judge-checks'
import { RunningTransfer, type CancelAction } from './running-transfer'
import { useIntervention } from './use-intervention'

export type SwitchOverAction = Action<RequestSwitchover & { id: string }, ClusterDetail>

interface SwitchoverDialogProps {
  detail: ClusterDetail
  target: string
  switchOver: SwitchOverAction
  cancel: CancelAction
  denial: string | null
  renderSteps: (operation: Operation) => ReactNode
  onClose: () => void
}

/** The checklist of a planned change of the primary; once begun, the change itself, to its end. */
export default function SwitchoverDialog({ detail, target, switchOver, cancel, denial, renderSteps, onClose }: SwitchoverDialogProps) {
  const [begun, setBegun] = useState<Operation | null>(null)
  const [accepted, setAccepted] = useState<readonly string[]>([])
  const { pending, problem, run } = useIntervention()
  const { summary, status } = detail
  const checks = sortChecks(status?.availability?.switchover[target] ?? [])
  const operation = begun === null ? null : (detail.operations.find((one) => one.id === begun.id) ?? begun)
  const begin = async () => {
    const after = await run(() => switchOver({ id: summary.id, target, accepted: [...accepted] }))
    if (after) setBegun(after.operations.find((one) => one.kind === 'switchover') ?? null)
  }
  const blocked = denial ?? (checks.length === 0 ? `${target} is no replica that could take over now` : whyBlocked(checks, accepted))
  if (operation !== null) {
    return (
      <Dialog open size="lg" keepOnOutsidePress title={operation.title} onClose={onClose} footer={<Button onClick={onClose}>Close</Button>}>
        <RunningTransfer clusterId={summary.id} operation={operation} transfer={status?.availability?.transfer ?? null} steps={renderSteps(operation)} cancel={cancel} denial={denial} />
        <p className="mt-3 text-xs text-muted">It goes on when this is closed; its steps are on the overview too.</p>
      </Dialog>
    )
  }
  return (
    <Dialog
      open size="lg" title={`Make ${target} the primary`} description={`Writes go to ${summary.primary ?? 'the primary'} now.`} onClose={onClose}
      footer={<><Button onClick={onClose}>Keep as it is</Button><Button variant="primary" pending={pending} disabledReason={blocked} onClick={() => void begin()}>{`Switch over to ${target}`}</Button></>}
    >
      <div className="flex flex-col gap-4">
        <ul className="list-disc space-y-1 pl-5 text-sm">
          <li>Writes stop while {target} applies the last of them, usually under 2 s. Statements that still run after 2 s are ended, and clients of {summary.primary ?? 'the primary'} connect anew.</li>
          <li>Nothing that was committed is lost. Reads go on at the other replicas.</li>
          <li>If {target} cannot catch up in time, everything is taken back by itself. To undo it later, switch over again. <Link className="text-accent underline" href="/docs/availability#switchover" target="_blank">How it works</Link></li>
        </ul>
        <div>
          <p className="mb-1 text-sm font-medium" aria-live="polite">{countMet(checks)}</p>
          <Checklist label="Conditions of the switchover" checks={checks} accepted={accepted} onAccept={(id, yes) => setAccepted((before) => (yes ? [...before, id] : before.filter((one) => one !== id)))} />
        </div>
        {problem !== null && <ProblemView problem={problem} />}
      </div>
    </Dialog>
  )
}
