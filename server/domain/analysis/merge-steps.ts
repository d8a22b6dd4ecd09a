import type { OperationStep } from '@/server/contracts/operation'
import { isoTime } from './instance-status'

/** A step as this round sees it. */
export interface SeenStep {
  id: string
  title: string
  done: boolean
  /** it does not concern this cluster any more */
  skipped?: boolean
  /** what it is doing, what it waits for, or what it found */
  detail: string | null
  progress?: number | null
  /** when it really began or ended, where Kubernetes or MySQL tells; ms */
  beganAt?: number | null
  endedAt?: number | null
}

/**
 * Brings stored steps up to what is seen. What was done once stays done, with its times: a pod that is rescheduled later is
 * another story than the operation. A step runs when all before it are done, or when it has visibly begun.
 */
export function mergeSteps(stored: readonly OperationStep[], seen: readonly SeenStep[], now: number): OperationStep[] {
  let allBeforeDone = true
  return seen.map((step) => {
    const before = stored.find((candidate) => candidate.id === step.id) ?? null
    const merged = mergeStep(before, step, allBeforeDone, now)
    if (merged.state !== 'done' && merged.state !== 'skipped') allBeforeDone = false
    return merged
  })
}

function mergeStep(before: OperationStep | null, step: SeenStep, mayRun: boolean, now: number): OperationStep {
  const { id, title, detail } = step
  if (before?.state === 'done') return before.detail === detail || !step.done ? before : { ...before, detail }
  if (step.skipped === true) return { id, title, state: 'skipped', startedAt: before?.startedAt ?? null, finishedAt: null, detail, progress: null }
  const beganAt = before?.startedAt ?? (step.beganAt === undefined || step.beganAt === null ? null : isoTime(Math.min(step.beganAt, now)))
  if (step.done) {
    const finishedAt = isoTime(Math.min(step.endedAt ?? now, now))
    const startedAt = beganAt ?? finishedAt
    return { id, title, state: 'done', startedAt: startedAt < finishedAt ? startedAt : finishedAt, finishedAt, detail, progress: 1 }
  }
  const runs = mayRun || beganAt !== null
  return { id, title, state: runs ? 'running' : 'pending', startedAt: runs ? (beganAt ?? isoTime(now)) : null, finishedAt: null, detail: runs ? detail : null, progress: runs ? (step.progress ?? null) : null }
}
