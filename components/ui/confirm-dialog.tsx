'use client'
import { useState, type ReactNode } from 'react'
import type { Problem } from '@/server/contracts/errors'
import { problemFrom } from '@/components/lib/problem'
import { Button } from './button'
import { Dialog } from './dialog'
import { Field } from './field'
import { Input } from './input'
import { ProblemView } from './problem-view'

interface ConfirmDialogProps {
  open: boolean
  onClose: () => void
  /** a question: "Delete shop-db?" */
  title: ReactNode
  /** who is affected, for how long, what can go wrong, how to undo */
  children: ReactNode
  /** a verb: "Delete shop-db" */
  confirmLabel: string
  danger?: boolean
  /** must be typed before it can be confirmed */
  typedName?: string
  /** why it cannot be confirmed yet, beside the typed name */
  disabledReason?: string | null
  /** answers the problem to show, or null when done; a thrown error is shown too */
  onConfirm: (typed: string) => Promise<Problem | null>
}

/** Asks before anything that interrupts or destroys; closes when it has been done. */
export function ConfirmDialog({ open, onClose, title, children, confirmLabel, danger = false, typedName, disabledReason, onConfirm }: ConfirmDialogProps) {
  const [typed, setTyped] = useState('')
  const [pending, setPending] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const close = () => { setTyped(''); setProblem(null); onClose() }
  const confirm = async () => {
    setPending(true)
    setProblem(null)
    const answer = await onConfirm(typed).catch(problemFrom)
    setPending(false)
    if (answer) setProblem(answer)
    else close()
  }
  const reason = disabledReason ?? (typedName !== undefined && typed !== typedName ? `Type ${typedName} first` : null)
  return (
    <Dialog
      open={open}
      onClose={close}
      title={title}
      keepOnOutsidePress={pending}
      footer={
        <>
          <Button onClick={close}>Keep as it is</Button>
          <Button variant={danger ? 'danger' : 'primary'} pending={pending} disabledReason={reason} onClick={() => void confirm()}>{confirmLabel}</Button>
        </>
      }
    >
      <form className="flex flex-col gap-4" onSubmit={(event) => { event.preventDefault(); if (!reason && !pending) void confirm() }}>
        <div className="flex flex-col gap-2">{children}</div>
        {typedName !== undefined && (
          <Field label={<>Type <strong className="figures font-semibold">{typedName}</strong> to confirm</>}>
            <Input value={typed} onChange={(event) => setTyped(event.target.value)} autoComplete="off" spellCheck={false} className="figures" />
          </Field>
        )}
        {problem && <ProblemView problem={problem} />}
      </form>
    </Dialog>
  )
}
