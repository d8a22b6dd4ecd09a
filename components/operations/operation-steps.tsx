'use client'

import { Check, Circle, LoaderCircle, Minus, X } from 'lucide-react'
import { Progress } from '@/components/ui/progress'
import { ClockTime, Elapsed } from '@/components/ui/relative-time'
import type { Operation, OperationStep } from '@/server/contracts/operation'

/** Steps with state, start, duration and what each is doing or found. */
export function OperationSteps({ operation }: { operation: Operation }) {
  return (
    <ol className="space-y-0" aria-label={`Steps of: ${operation.title}`}>
      {operation.steps.map((step) => <StepRow key={step.id} step={step} />)}
    </ol>
  )
}

const STEP_STATES: Record<OperationStep['state'], { icon: typeof Check; word: string; className: string }> = {
  pending: { icon: Circle, word: 'not begun', className: 'text-muted' },
  running: { icon: LoaderCircle, word: 'running', className: 'text-working' },
  done: { icon: Check, word: 'done', className: 'text-healthy' },
  failed: { icon: X, word: 'failed', className: 'text-broken' },
  skipped: { icon: Minus, word: 'not needed', className: 'text-muted' },
}

function StepRow({ step }: { step: OperationStep }) {
  const { icon: Icon, word, className } = STEP_STATES[step.state]
  return (
    <li className="grid grid-cols-[1.25rem_minmax(0,1fr)_auto] gap-x-2 border-l border-transparent py-1.5">
      <Icon aria-hidden className={`mt-0.5 size-4 ${className} ${step.state === 'running' ? 'animate-turn' : ''}`} />
      <div className="min-w-0">
        <p className={`text-sm ${step.state === 'pending' ? 'text-muted' : ''}`}>{step.title}<span className="sr-only">: {word}</span></p>
        {step.detail !== null && <p className="text-xs break-words text-muted">{step.detail}</p>}
        {step.state === 'running' && step.progress !== null && <Progress label={step.title} value={step.progress} className="mt-1 max-w-sm" />}
      </div>
      <StepTimes step={step} />
    </li>
  )
}

function StepTimes({ step }: { step: OperationStep }) {
  if (step.startedAt === null) return <span />
  return (
    <span className="text-right figures text-xs whitespace-nowrap text-muted">
      <Elapsed since={step.startedAt} until={step.finishedAt} />
      <span className="ml-2 hidden sm:inline"><ClockTime at={step.startedAt} /></span>
    </span>
  )
}
