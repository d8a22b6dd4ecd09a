'use client'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { StateText } from '@/components/ui/state-icon'
import type { Availability } from '@/server/contracts/availability'
import { acknowledgementsOf, explainTolerance } from '@/server/contracts/tolerance'
import type { ClusterSpec } from '@/server/contracts/cluster-spec'
import type { HealthLevel } from '@/server/contracts/cluster-status'
import { Checklist } from './checklist'
import { sortChecks } from './judge-checks'

interface AvailabilityPanelProps {
  spec: ClusterSpec
  availability: Availability
  primary: string | null
  /** the change of the primary that runs, with its steps */
  running: ReactNode
  /** null where the visitor may do it */
  denial: string | null
  onFailover: () => void
}

const ACKNOWLEDGED: Record<NonNullable<Availability['acknowledgements']>['state'], { level: HealthLevel; word: string }> = {
  synchronous: { level: 'healthy', word: 'Acknowledged' },
  waiting: { level: 'broken', word: 'Commits wait' },
  degraded: { level: 'attention', word: 'Fewer than wanted' },
  off: { level: 'attention', word: 'Not asked for' },
  unknown: { level: 'unknown', word: 'Unknown' },
}

/** What would happen if the primary were lost now, before it is. */
export function AvailabilityPanel({ spec, availability, primary, running, denial, onFailover }: AvailabilityPanelProps) {
  const { acknowledgements, failover } = availability
  return (
    <Card title="Availability" description={<Link className="underline" href="/docs/availability">How failover and switchover work</Link>}>
      <div className="flex flex-col gap-4">
        {running}
        {acknowledgements !== null && (
          <section aria-label="Acknowledgements">
            <h3 className="text-sm font-medium">Acknowledgements</h3>
            <div aria-live="polite" className="text-sm"><StateText level={ACKNOWLEDGED[acknowledgements.state].level}>{ACKNOWLEDGED[acknowledgements.state].word}</StateText> <span>{acknowledgements.message}.</span></div>
            <p className="text-xs text-muted">{explainTolerance(spec.instances, acknowledgementsOf(spec))}</p>
          </section>
        )}
        {failover === null ? <p className="text-sm text-muted">There is no replica: if the instance is lost, writes stop until it is back.</p> : <FailoverReadiness failover={failover} primary={primary} mode={spec.failover.mode} denial={denial} onFailover={onFailover} />}
      </div>
    </Card>
  )
}

interface ReadinessProps { failover: NonNullable<Availability['failover']>; primary: string | null; mode: ClusterSpec['failover']['mode']; denial: string | null; onFailover: () => void }

function FailoverReadiness({ failover, primary, mode, denial, onFailover }: ReadinessProps) {
  const lost = failover.manual.find((check) => check.id === 'loss')?.state === 'passed'
  return (
    <section aria-label="If the primary is lost">
      <h3 className="text-sm font-medium">If {primary ?? 'the primary'} is lost now…</h3>
      <div aria-live="polite" className="text-sm"><StateText level={failover.possible ? (failover.possibleLoss === null ? 'healthy' : 'attention') : 'attention'}>{failover.message}</StateText></div>
      {failover.action !== null && <p className="mt-1 text-sm">{failover.action}.</p>}
      <details className="mt-2">
        <summary className="cursor-pointer text-sm text-muted">{failover.checks.length} conditions</summary>
        <div className="mt-2"><Checklist label="Conditions of a failover" checks={sortChecks(failover.checks)} /></div>
      </details>
      {(lost || mode !== 'automatic') && (
        <div className="mt-3 flex flex-wrap items-center gap-3">
          <Button variant={lost ? 'danger' : 'secondary'} size="sm" disabledReason={denial ?? (lost ? null : `${primary ?? 'The primary'} is not lost; to change it, switch over from the topology map`)} onClick={onFailover}>Fail over…</Button>
          {lost && <span className="text-sm">{primary} is lost. What a failover would mean is shown before it begins.</span>}
        </div>
      )}
    </section>
  )
}
