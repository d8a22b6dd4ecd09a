'use client'

import { Card } from '@/components/ui/card'
import { Elapsed, RelativeTime } from '@/components/ui/relative-time'
import { StateBadge } from '@/components/ui/state-icon'
import type { HealthLevel } from '@/server/contracts/cluster-status'
import type { Operation } from '@/server/contracts/operation'
import { OperationSteps } from './operation-steps'

const STATES: Record<Operation['state'], { level: HealthLevel; word: string }> = {
  pending: { level: 'working', word: 'Waiting' },
  running: { level: 'working', word: 'Running' },
  succeeded: { level: 'healthy', word: 'Done' },
  failed: { level: 'broken', word: 'Failed' },
  cancelled: { level: 'off', word: 'Cancelled' },
}

/** The running operation with its steps, live; nothing when none runs. */
export function RunningOperation({ operations }: { operations: readonly Operation[] }) {
  const running = operations.filter((o) => o.state === 'running' || o.state === 'pending')
  const newestFailed = operations[0]?.state === 'failed' ? operations[0] : undefined
  const shown = running.length > 0 ? running : newestFailed === undefined ? [] : [newestFailed]
  return shown.map((operation) => <OperationCard key={operation.id} operation={operation} />)
}

function OperationCard({ operation }: { operation: Operation }) {
  const { level, word } = STATES[operation.state]
  return (
    <Card title={operation.title} description={<OperationLine operation={operation} />} actions={<StateBadge level={level}>{word}</StateBadge>}>
      <div aria-live="polite" className="sr-only">{describeStep(operation)}</div>
      {operation.problem !== null && <p role="alert" className="mb-2 text-sm text-broken">{operation.problem}</p>}
      <OperationSteps operation={operation} />
    </Card>
  )
}

function OperationLine({ operation }: { operation: Operation }) {
  return <>{operation.requestedBy} · <RelativeTime at={operation.requestedAt} /> · <Elapsed since={operation.startedAt ?? operation.requestedAt} until={operation.finishedAt} /></>
}

function describeStep(operation: Operation): string {
  const index = operation.steps.findIndex((step) => step.state === 'running')
  const step = operation.steps[index]
  return step === undefined ? '' : `Step ${index + 1} of ${operation.steps.length}: ${step.title}`
}

/** What was done before, newest first; each can be opened. */
export function PastOperations({ operations }: { operations: readonly Operation[] }) {
  const past = operations.filter((o) => o.state !== 'running' && o.state !== 'pending')
  if (past.length === 0) return null
  return (
    <Card title="Operations before">
      <ul className="divide-y divide-line">
        {past.map((operation) => (
          <li key={operation.id}>
            <details className="group py-2">
              <summary className="flex cursor-pointer flex-wrap items-center gap-x-3 gap-y-1 text-sm">
                <StateBadge level={STATES[operation.state].level}>{STATES[operation.state].word}</StateBadge>
                <span className="min-w-0 flex-1 truncate">{operation.title}</span>
                <span className="text-xs text-muted"><OperationLine operation={operation} /></span>
              </summary>
              <div className="pt-2 pl-1">
                {operation.problem !== null && <p className="mb-2 text-sm text-broken">{operation.problem}</p>}
                <OperationSteps operation={operation} />
              </div>
            </details>
          </li>
        ))}
      </ul>
    </Card>
  )
}
