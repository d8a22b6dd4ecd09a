'use client'
import { Button } from '@/components/ui/button'
import { ProblemView } from '@/components/ui/problem-view'
import { RelativeTime } from '@/components/ui/relative-time'
import type { ClusterConflict } from '@/server/contracts/cluster-queries'
import type { Problem } from '@/server/contracts/errors'
import { formatValue } from './spec-differences'
import { readConflict } from './read-conflict'

/** Somebody else changed the cluster meanwhile: what, who and when, and the way on. */
export function ConflictNote({ problem, onUseNew }: { problem: Problem; onUseNew: () => void }) {
  const conflict = readConflict(problem)
  return (
    <div className="flex flex-col gap-2">
      <ProblemView problem={problem} actions={<Button size="sm" onClick={onUseNew}>Start from the new definition</Button>} />
      {conflict !== null && <ConflictChanges conflict={conflict} />}
    </div>
  )
}

/** Each field that others changed: before, now, and what this form wants. */
export function ConflictChanges({ conflict }: { conflict: ClusterConflict }) {
  return (
    <ul className="divide-y rounded-md border text-sm">
      {conflict.changes.map((change) => (
        <li key={change.path} className="px-3 py-2">
          <p className="figures font-medium">{change.path.replace(/^spec\./, '')}</p>
          <p><span className="text-muted">was</span> {show(change.path, change.before)} <span className="text-muted">· is now</span> {show(change.path, change.now)}{change.yours !== null && JSON.stringify(change.yours) !== JSON.stringify(change.before) && <> <span className="text-muted">· yours</span> {show(change.path, change.yours)}</>}</p>
          <p className="text-xs text-muted">{change.changedBy}{change.changedAt !== null && <>, <RelativeTime at={change.changedAt} /></>}</p>
        </li>
      ))}
    </ul>
  )
}

function show(path: string, value: unknown): string {
  const plain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null ? value : JSON.stringify(value)
  return formatValue(path.replace(/^spec\./, ''), plain)
}
