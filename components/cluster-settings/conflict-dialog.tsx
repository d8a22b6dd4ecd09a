'use client'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import type { ClusterConflict } from '@/server/contracts/cluster-queries'
import type { Problem } from '@/server/contracts/errors'
import { ConflictChanges } from './conflict-note'
import type { SpecDifference } from './spec-differences'

interface ConflictDialogProps {
  problem: Problem
  conflict: ClusterConflict
  /** fields that both changed: before is theirs, after is mine */
  clashes: readonly SpecDifference[]
  onClose: () => void
  onDiscard: () => void
  onApply: () => void
}

/** Two people edited: shows what the other changed and puts this change onto it, when that is wanted. */
export function ConflictDialog({ problem, conflict, clashes, onClose, onDiscard, onApply }: ConflictDialogProps) {
  return (
    <Dialog
      open
      size="lg"
      onClose={onClose}
      keepOnOutsidePress
      title={problem.title}
      description={problem.detail}
      footer={
        <>
          <Button onClick={onClose}>Go on editing</Button>
          <Button onClick={onDiscard}>Discard my change</Button>
          <Button variant="primary" onClick={onApply}>Apply my change to definition {conflict.generation}</Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {conflict.changes.length === 0 ? <p>They changed it and changed it back: nothing differs.</p> : <ConflictChanges conflict={conflict} />}
        {clashes.length === 0 ? (
          <p>Your change touches other fields. Applied to the present definition, it keeps theirs.</p>
        ) : (
          <div>
            <p className="font-medium">You both changed these; your value would replace theirs:</p>
            <ul className="mt-1 list-disc pl-5">{clashes.map((clash) => <li key={clash.path}>{clash.label}: theirs <span className="figures">{clash.before}</span>, yours <span className="figures">{clash.after}</span></li>)}</ul>
          </div>
        )}
      </div>
    </Dialog>
  )
}
