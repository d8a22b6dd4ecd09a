import { CircleUser, Cog, KeyRound } from 'lucide-react'
import Link from 'next/link'
import type { AuditEntryView } from '@/server/contracts/cluster'
import { formatQuantity } from '@/components/lib/format'
import { ClockTime } from '@/components/ui/relative-time'
import { Cell, HeaderCell, Row, Table, TableBody, TableHead } from '@/components/ui/table'
import { ACTION_WORDS } from './action-words'
import { compareValues } from './compare-values'
import { ValueDiff } from './value-diff'

const ACTORS = {
  session: { icon: CircleUser, words: 'in the console' },
  token: { icon: KeyRound, words: 'by API token' },
  system: { icon: Cog, words: 'Podkeeper itself' },
} as const

function Target({ entry }: { entry: AuditEntryView }) {
  const name = <span className="figures break-all">{entry.targetName}</span>
  if (entry.targetKind === 'cluster' && entry.targetId !== null) return <Link href={`/clusters/${entry.targetId}`} prefetch={false} className="text-accent hover:underline">{name}</Link>
  return <>{name}<span className="sr-only"> ({entry.targetKind})</span></>
}

function Change({ entry }: { entry: AuditEntryView }) {
  const changes = compareValues(entry.before, entry.after)
  if (changes.length === 0) return <span className="text-muted">–</span>
  return (
    <details className="w-full min-w-0 text-left">
      <summary className="cursor-pointer">{entry.before === null ? formatQuantity(changes.length, 'value') : formatQuantity(changes.length, 'change')}</summary>
      <div className="py-1"><ValueDiff changes={changes} /></div>
    </details>
  )
}

/** Entries of the audit log: who did what to what, and what it changed. */
export function AuditTable({ entries }: { entries: readonly AuditEntryView[] }) {
  return (
    <div className="rounded-md border bg-surface">
      <Table label="Audit log">
        <TableHead><HeaderCell>When (your time)</HeaderCell><HeaderCell>Who</HeaderCell><HeaderCell>What</HeaderCell><HeaderCell>To what</HeaderCell><HeaderCell>Before and after</HeaderCell><HeaderCell>From</HeaderCell></TableHead>
        <TableBody>
          {entries.map((entry) => {
            const { icon: Icon, words } = ACTORS[entry.actorKind]
            return (
              <Row key={entry.id} className="align-top">
                <Cell label="When"><ClockTime at={entry.at} /></Cell>
                <Cell label="Who"><span className="inline-flex items-center gap-1.5" title={words}><Icon aria-label={words} role="img" className="size-3.5 shrink-0 text-muted" /><span className="break-all">{entry.actorName}</span></span></Cell>
                <Cell label="What"><span title={entry.action}>{ACTION_WORDS[entry.action] ?? entry.action}</span></Cell>
                <Cell label="To what"><span><Target entry={entry} /></span></Cell>
                <Cell label="Before and after" className="min-w-0 sm:min-w-60"><Change entry={entry} /></Cell>
                <Cell label="From"><span className="figures text-xs text-muted" title={entry.requestId === null ? undefined : `Request ${entry.requestId}`}>{entry.address ?? '–'}</span></Cell>
              </Row>
            )
          })}
        </TableBody>
      </Table>
    </div>
  )
}
