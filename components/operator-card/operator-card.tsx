'use client'

import { Ban, Hourglass, Play } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { CodeBlock } from '@/components/ui/code-block'
import { RelativeTime } from '@/components/ui/relative-time'
import type { ClusterStatus, DecisionView } from '@/server/contracts/cluster-status'

const KINDS = [
  { kind: 'act', title: 'Doing', empty: 'Nothing to do: everything is as defined.', icon: Play, className: 'text-working' },
  { kind: 'wait', title: 'Waiting for', empty: null, icon: Hourglass, className: 'text-attention' },
  { kind: 'refuse', title: 'Will not do, and why', empty: null, icon: Ban, className: 'text-muted' },
] as const satisfies readonly { kind: DecisionView['kind']; title: string; empty: string | null; icon: typeof Play; className: string }[]

/** The last analysis of the operator: what it saw and when, what it decided and why, what it waits for and what it refuses. */
export function OperatorCard({ status }: { status: ClusterStatus | null }) {
  const [asData, setAsData] = useState(false)
  if (status === null) {
    return <Card title="What the operator is doing"><p className="text-sm text-muted">It has not looked at this cluster yet. It does so within seconds of a definition.</p></Card>
  }
  return (
    <Card
      title="What the operator is doing"
      description={<>Looked <RelativeTime at={status.observedAt} /> at definition {status.observedGeneration}</>}
      actions={<Button variant="ghost" size="sm" aria-expanded={asData} onClick={() => setAsData(!asData)}>{asData ? 'Show in words' : 'Show as data'}</Button>}
    >
      {asData ? <AnalysisData status={status} /> : KINDS.map((group) => <DecisionGroup key={group.kind} group={group} decisions={status.decisions.filter((d) => d.kind === group.kind)} quiet={status.decisions.length === 0} />)}
    </Card>
  )
}

function DecisionGroup({ group, decisions, quiet }: { group: (typeof KINDS)[number]; decisions: DecisionView[]; quiet: boolean }) {
  if (decisions.length === 0) return quiet && group.empty !== null ? <p className="text-sm text-muted">{group.empty}</p> : null
  const Icon = group.icon
  return (
    <section className="mt-3 first-of-type:mt-0">
      <h3 className="mb-1 text-xs font-medium text-muted">{group.title}</h3>
      <ul className="space-y-2">
        {decisions.map((decision) => (
          <li key={decision.id} className="grid grid-cols-[1.25rem_minmax(0,1fr)] gap-x-2 text-sm">
            <Icon aria-hidden className={`mt-0.5 size-4 ${group.className}`} />
            <div>
              <p>{decision.message}</p>
              {decision.because !== null && <p className="text-xs text-muted">Because {lowerFirst(decision.because)}</p>}
              <p className="text-xs text-muted"><span className="figures">{decision.code}</span> · since <RelativeTime at={decision.since} /></p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Names and abbreviations keep their capitals. */
function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) && !/^(MySQL|Kubernetes|Podkeeper|InnoDB|StatefulSet)/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text
}

function AnalysisData({ status }: { status: ClusterStatus }) {
  return <CodeBlock code={JSON.stringify(status, null, 2)} label="The analysis as JSON" className="max-h-96" />
}
