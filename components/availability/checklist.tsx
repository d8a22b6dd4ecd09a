import { Check, TriangleAlert, X } from 'lucide-react'
import { Checkbox } from '@/components/ui/checkbox'
import type { Precheck } from '@/server/contracts/availability'

const LOOK: Record<Precheck['state'], { icon: typeof Check; word: string; className: string }> = {
  passed: { icon: Check, word: 'met', className: 'text-healthy' },
  warning: { icon: TriangleAlert, word: 'not met, may be accepted', className: 'text-attention' },
  failed: { icon: X, word: 'not met', className: 'text-broken' },
}

interface ChecklistProps {
  label: string
  checks: readonly Precheck[]
  /** ids of warnings that were accepted; without `onAccept` nothing can be */
  accepted?: readonly string[]
  onAccept?: (id: string, accepted: boolean) => void
}

/** Conditions, each with what was seen; those that may be accepted have a tick for it. */
export function Checklist({ label, checks, accepted = [], onAccept }: ChecklistProps) {
  return (
    <ul aria-label={label} className="divide-y divide-line rounded-md border">
      {checks.map((check) => {
        const { icon: Icon, word, className } = LOOK[check.state]
        return (
          <li key={check.id} className="grid grid-cols-[1.25rem_minmax(0,1fr)] gap-x-2 px-3 py-2">
            <Icon aria-hidden className={`mt-0.5 size-4 ${className}`} />
            <div className="min-w-0">
              <p className="text-sm">{check.title}<span className="sr-only">: {word}</span></p>
              <p className={`text-xs break-words ${check.state === 'failed' ? 'text-broken' : 'text-muted'}`}>{check.evidence}</p>
              {check.state === 'warning' && onAccept && (
                <Checkbox className="mt-1 text-sm" label="Go on all the same" checked={accepted.includes(check.id)} onChange={(event) => onAccept(check.id, event.target.checked)} />
              )}
            </div>
          </li>
        )
      })}
    </ul>
  )
}
