import { ChevronLeft, ChevronRight } from 'lucide-react'
import { formatCount } from '@/components/lib/format'
import { ButtonLink } from './button'

interface PagerProps {
  page: number
  pageSize: number
  total: number
  hrefOf: (page: number) => string
  /** "clusters" */
  what: string
}

/** Which part of a list is shown, and the ways to the next and the previous part. */
export function Pager({ page, pageSize, total, hrefOf, what }: PagerProps) {
  const first = (page - 1) * pageSize + 1
  const last = Math.min(total, page * pageSize)
  if (total <= pageSize && page === 1) return <p className="text-sm text-muted">{formatCount(total)} {what}</p>
  return (
    <nav aria-label={`Pages of ${what}`} className="flex items-center gap-2 text-sm text-muted">
      <span className="grow">{first > total ? `There is no page ${page}` : `${formatCount(first)}–${formatCount(last)} of ${formatCount(total)} ${what}`}</span>
      <ButtonLink size="sm" href={hrefOf(page - 1)} disabledReason={page === 1 ? 'This is the first page' : null}><ChevronLeft aria-hidden />Previous</ButtonLink>
      <ButtonLink size="sm" href={hrefOf(page + 1)} disabledReason={last >= total ? 'This is the last page' : null}>Next<ChevronRight aria-hidden /></ButtonLink>
    </nav>
  )
}
