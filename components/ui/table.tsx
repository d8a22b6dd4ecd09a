import { clsx } from 'clsx'
import { ArrowDown, ArrowUp, ChevronsUpDown } from 'lucide-react'
import Link from 'next/link'
import type { ComponentProps, ReactNode } from 'react'

// The explicit roles stay when the style sheet lays a table out as cards; browsers drop the implicit ones.

interface TableProps extends ComponentProps<'table'> {
  label: string
  /** for a table with nothing in it to tab to: it can then be scrolled by keyboard */
  textOnly?: boolean
}

/** A table that becomes cards below 640 px; give every Cell its column's `label`. */
export function Table({ label, textOnly = false, className, children, ...rest }: TableProps) {
  return (
    <div className="min-w-0 overflow-x-auto" {...(textOnly ? { role: 'group', 'aria-label': label, tabIndex: 0 } : {})}>
      <table role="table" aria-label={label} className={clsx('table-cards w-full border-collapse text-sm', className)} {...rest}>{children}</table>
    </div>
  )
}

export function TableHead({ children }: { children: ReactNode }) {
  return <thead role="rowgroup"><tr role="row" className="border-b">{children}</tr></thead>
}

export function TableBody({ children, ...rest }: ComponentProps<'tbody'>) {
  return <tbody role="rowgroup" {...rest}>{children}</tbody>
}

export function Row({ className, ...rest }: ComponentProps<'tr'>) {
  return <tr role="row" className={clsx('border-b last:border-b-0', className)} {...rest} />
}

const HEADER = 'h-8 px-3 text-left text-xs font-medium whitespace-nowrap text-muted first:pl-4 last:pr-4'

export function HeaderCell({ numeric = false, className, children, ...rest }: ComponentProps<'th'> & { numeric?: boolean }) {
  return <th role="columnheader" scope="col" className={clsx(HEADER, numeric && 'text-right', className)} {...rest}>{children}</th>
}

interface SortHeaderProps {
  children: ReactNode
  /** how the table is sorted by this column now */
  order: 'asc' | 'desc' | null
  /** where the other order is: sorting is in the URL and done by the server */
  href: string
  numeric?: boolean
  className?: string
}

/** A column heading that sorts. */
export function SortHeader({ children, order, href, numeric = false, className }: SortHeaderProps) {
  const Icon = order === null ? ChevronsUpDown : order === 'asc' ? ArrowUp : ArrowDown
  const sorted = order === null ? 'none' : order === 'asc' ? 'ascending' : 'descending'
  return (
    <th role="columnheader" scope="col" aria-sort={sorted} className={clsx(HEADER, numeric && 'text-right', className)}>
      <Link prefetch={false} href={href} scroll={false} replace className={clsx('inline-flex items-center gap-1 hover:text-ink', order && 'text-ink')}>
        {children}
        <Icon aria-hidden className="size-3" />
      </Link>
    </th>
  )
}

const CELL = 'sm:h-10 sm:px-3 sm:py-1.5 sm:first:pl-4 sm:last:pr-4'

interface CellProps extends ComponentProps<'td'> {
  /** the column's name, shown before the value on a card */
  label: string
  numeric?: boolean
}

export function Cell({ label, numeric = false, className, children, ...rest }: CellProps) {
  return <td role="cell" data-label={label} className={clsx(CELL, numeric && 'figures text-right', className)} {...rest}>{children}</td>
}

/** The cell that names its row; on a card it is the heading. */
export function RowHeader({ className, children, ...rest }: ComponentProps<'th'>) {
  return <th role="rowheader" scope="row" className={clsx(CELL, 'text-left font-medium', className)} {...rest}>{children}</th>
}
