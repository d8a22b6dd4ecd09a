import { formatLag } from '@/components/lib/format'
import { ClockTime } from '@/components/ui/relative-time'
import { Cell, HeaderCell, Row, RowHeader, Table, TableBody, TableHead } from '@/components/ui/table'
import { summarizeSeries, thinForTable, type ChartData } from './assemble-series'
import { LINE_COLOURS } from './line-colours'

const TABLE_ROWS = 60

/** Which line is whose, with the lag under the cursor, else the newest. */
export function LagLegend({ data, hovered }: { data: ChartData; hovered: number | null }) {
  const newest = summarizeSeries(data)
  return (
    <ul className="mt-2 flex min-h-7 flex-wrap gap-x-4 gap-y-1 text-sm">
      {newest.map((summary, index) => {
        const value = hovered === null ? summary.newest : (data.columns[index]?.[hovered] ?? null)
        return (
          <li key={summary.instance} className="flex items-center gap-1.5">
            <span aria-hidden className="h-0.5 w-4" style={{ background: `var(${LINE_COLOURS[index % LINE_COLOURS.length] ?? '--ink'})` }} />
            <span className="figures">{summary.instance}</span>
            <span className="figures min-w-16 text-muted">{formatLag(value)}</span>
          </li>
        )
      })}
    </ul>
  )
}

/** The chart's data in words and numbers. */
export function LagTable({ data }: { data: ChartData }) {
  const rows = thinForTable(data, TABLE_ROWS)
  if (rows.length === 0) return <p className="text-sm text-muted">No lag was measured in this time.</p>
  return (
    <div className="max-h-72 overflow-y-auto" tabIndex={0} role="region" aria-label="Lag as a table">
      <Table label="Lag of each replica; the largest of each interval, newest first">
        <TableHead><HeaderCell>Until</HeaderCell>{data.instances.map((name) => <HeaderCell key={name} numeric className="figures">{name}</HeaderCell>)}</TableHead>
        <TableBody>
          {rows.map((row) => (
            <Row key={row.time}>
              <RowHeader className="font-normal"><ClockTime at={new Date(row.time * 1000).toISOString()} /></RowHeader>
              {data.instances.map((name, index) => <Cell key={name} label={name} numeric>{row.values[index] == null ? 'no data' : formatLag(row.values[index])}</Cell>)}
            </Row>
          ))}
        </TableBody>
      </Table>
    </div>
  )
}
