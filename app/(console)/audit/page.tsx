import type { Metadata } from 'next'
import { ScrollText } from 'lucide-react'
import { PERMISSIONS } from '@/server/contracts/access'
import { listAuditQuerySchema } from '@/server/contracts/audit'
import { requireActor } from '@/server/http/actor'
import { listAudit } from '@/server/services/audit/list-audit'
import { AuditFilters } from '@/components/audit/audit-filters'
import { AUDIT_RANGES } from '@/components/audit/audit-ranges'
import { AuditTable } from '@/components/audit/audit-table'
import { queryString } from '@/components/lib/api-client'
import { ButtonLink } from '@/components/ui/button'
import { PageHeader } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { ForbiddenState } from '@/components/ui/forbidden-state'
import { ProblemView } from '@/components/ui/problem-view'
import { rolesWith } from '../denials'
import { loadOrExplain } from '../load-or-explain'

export const metadata: Metadata = { title: 'Audit' }

type Search = Record<string, string | string[] | undefined>
const PAGE_SIZE = 50

/** What was filled in; anything else in the address is left out. */
function readFilters(search: Search) {
  const text = (name: string) => (typeof search[name] === 'string' ? search[name].trim().slice(0, 200) : '')
  const range = AUDIT_RANGES.some(([value]) => value === text('range')) ? text('range') : ''
  return { values: { actor: text('actor'), action: text('action').slice(0, 100), target: text('target'), range }, cursor: /^\d{1,19}$/.test(text('cursor')) ? text('cursor') : '', targetId: text('targetId').slice(0, 64) }
}

function toQuery({ values, cursor, targetId }: ReturnType<typeof readFilters>) {
  const seconds = AUDIT_RANGES.find(([value]) => value === values.range)?.[2]
  const from = seconds === undefined ? undefined : new Date(Date.now() - seconds * 1000).toISOString()
  const given = { actor: values.actor, action: values.action, target: values.target, targetId, cursor, from }
  return listAuditQuerySchema.parse({ limit: PAGE_SIZE, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value)) })
}

export default async function AuditPage({ searchParams }: { searchParams: Promise<Search> }) {
  const { actor, permitted } = await requireActor('audit.read')
  const header = <PageHeader title="Audit" description="Who changed what, and when." />
  if (!permitted) return <>{header}<ForbiddenState permission={PERMISSIONS['audit.read']} roles={rolesWith('audit.read')} role={actor.role} /></>
  const filters = readFilters(await searchParams)
  const loaded = await loadOrExplain(() => listAudit(toQuery(filters)))
  if (!loaded.ok) return <>{header}<ProblemView problem={loaded.problem} /></>
  const { items, nextCursor } = loaded.value
  const { values, targetId, cursor } = filters
  const filtered = Object.values(values).some((value) => value !== '') || targetId !== ''
  return (
    <>
      {header}
      <div className="flex flex-col gap-4">
        <AuditFilters key={JSON.stringify(values)} values={values} filtered={filtered} />
        {items.length === 0 ? <EmptyState icon={ScrollText} title={filtered ? 'Nothing matches this search' : 'Nothing has been done yet'}>{filtered ? 'Leave out a part of it, or look further back.' : 'Everything that people and programs change here is kept.'}</EmptyState> : <AuditTable entries={items} />}
        <nav aria-label="Pages of the audit log" className="flex justify-end gap-2">
          {cursor !== '' && <ButtonLink size="sm" href={`/audit${queryString({ ...values, targetId })}`}>Newest</ButtonLink>}
          {nextCursor !== null && <ButtonLink size="sm" href={`/audit${queryString({ ...values, targetId, cursor: nextCursor })}`}>Older</ButtonLink>}
        </nav>
      </div>
    </>
  )
}
