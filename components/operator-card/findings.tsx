import type { ReactNode } from 'react'
import { StateIcon } from '@/components/ui/state-icon'
import type { Finding } from '@/server/contracts/cluster-status'
import { HEALTH_ORDER } from './health-order'

/** What is wrong or worth knowing, worst first, each with what a person can do. */
export function Findings({ findings, actionOf }: { findings: readonly Finding[]; actionOf?: (finding: Finding) => ReactNode }) {
  const shown = findings.filter((f) => f.level !== 'healthy' && f.level !== 'off').sort((a, b) => HEALTH_ORDER[a.level] - HEALTH_ORDER[b.level])
  if (shown.length === 0) return null
  return (
    <section aria-label="Findings" aria-live="polite">
      <ul className="divide-y divide-line rounded-md border bg-surface">
        {shown.map((finding) => (
          <li key={`${finding.code} ${finding.instance ?? ''}`} className="grid grid-cols-[1.25rem_minmax(0,1fr)] gap-x-2 px-4 py-2.5 text-sm">
            <StateIcon level={finding.level} />
            <div>
              <p className="break-words">{finding.message}</p>
              <p className="text-xs text-muted">
                {finding.action ?? 'Podkeeper deals with it; nothing to do for you.'} <span className="figures">{finding.code}</span>
              </p>
              {actionOf && <div className="mt-1.5 empty:hidden">{actionOf(finding)}</div>}
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}
