'use client'
import { useState, type ReactNode } from 'react'
import { problemFrom, fieldError } from '@/components/lib/problem'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { ProblemView } from '@/components/ui/problem-view'
import { Select } from '@/components/ui/select'
import type { ActionResult } from '@/server/contracts/action'
import type { Problem } from '@/server/contracts/errors'
import type { SetHold } from '@/server/contracts/hold'

const HOUR_MS = 3_600_000
const LASTS = [
  { value: '1', label: '1 hour', ms: HOUR_MS },
  { value: '4', label: '4 hours', ms: 4 * HOUR_MS },
  { value: '24', label: '1 day', ms: 24 * HOUR_MS },
  { value: '168', label: '7 days', ms: 168 * HOUR_MS },
  { value: 'lifted', label: 'until somebody lifts it', ms: null },
] as const

interface HoldDialogProps<T> {
  title: string
  /** a verb: "Stop automation of shop-db" */
  confirmLabel: string
  denial: string | null
  /** what it means */
  children: ReactNode
  hold: (input: SetHold) => Promise<ActionResult<T>>
  onDone: (value: T) => void
  onClose: () => void
}

/** Asks why and for how long before something is stopped or isolated. */
export default function HoldDialog<T>({ title, confirmLabel, denial, children, hold, onDone, onClose }: HoldDialogProps<T>) {
  const [reason, setReason] = useState('')
  const [lasts, setLasts] = useState<string>('4')
  const [pending, setPending] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const blocked = denial ?? (reason.trim() === '' ? 'Say why first' : null)
  const act = async () => {
    setPending(true)
    setProblem(null)
    const ms = LASTS.find((one) => one.value === lasts)?.ms ?? null
    const result = await hold({ reason: reason.trim(), until: ms === null ? null : new Date(Date.now() + ms).toISOString() }).catch((error: unknown) => ({ ok: false as const, problem: problemFrom(error) }))
    setPending(false)
    if (!result.ok) return setProblem(result.problem)
    onDone(result.value)
    onClose()
  }
  return (
    <Dialog open keepOnOutsidePress title={title} onClose={onClose} footer={<><Button onClick={onClose}>Keep as it is</Button><Button variant="danger" pending={pending} disabledReason={blocked} onClick={() => void act()}>{confirmLabel}</Button></>}>
      <form className="flex flex-col gap-4" onSubmit={(event) => { event.preventDefault(); if (blocked === null && !pending) void act() }}>
        <div className="flex flex-col gap-2 text-sm">{children}</div>
        <Field label="Why" description="Shown on every page of the cluster, with your name." error={fieldError(problem, 'reason')} required><Input value={reason} maxLength={300} onChange={(event) => setReason(event.target.value)} /></Field>
        <Field label="For how long" description="It then ends by itself." error={fieldError(problem, 'until')}><Select value={lasts} onChange={(event) => setLasts(event.target.value)}>{LASTS.map((one) => <option key={one.value} value={one.value}>{one.label}</option>)}</Select></Field>
        {problem !== null && <ProblemView problem={problem} />}
      </form>
    </Dialog>
  )
}
